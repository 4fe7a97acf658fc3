// Reads {"id", "text"} a line from standard input and writes what Recognizers-Text finds in it in Chinese,
// {"id", "found": [[type, text, start, end, resolution]]} a line; `end` is exclusive, offsets are UTF-16 units.
const recognizers = require("@microsoft/recognizers-text-suite");
const readline = require("readline");

const NAMES = ["Currency", "Percentage", "Dimension", "Age", "Temperature", "Ordinal", "DateTime", "Number"];

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, text } = JSON.parse(line);
  const found = [];
  for (const name of NAMES) {
    for (const result of recognizers[`recognize${name}`](text, recognizers.Culture.Chinese)) {
      found.push([name, result.text, result.start, result.end + 1, result.resolution]);
    }
  }
  console.log(JSON.stringify({ id, found }));
});
