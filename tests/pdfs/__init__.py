"""PDFs for the tests, made when a test asks for one: columns, headlines, captions, tables, running heads."""
