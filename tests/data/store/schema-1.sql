-- A store as newsclaims 1.0 with schema 1 left it; for the test of migrations.
PRAGMA application_id = 1852009581;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE articles (
  id           TEXT PRIMARY KEY,
  path         TEXT NOT NULL,
  source_id    TEXT NOT NULL,         -- as it was read; `id` differs only where that was taken, after a renaming
  content      TEXT NOT NULL,         -- digest of everything the extraction sees
  fingerprint  TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  format       TEXT NOT NULL,
  encoding     TEXT NOT NULL,
  title        TEXT,
  published    TEXT,
  script       TEXT NOT NULL,
  characters   INTEGER NOT NULL,      -- of the clean text
  claims       INTEGER NOT NULL,      -- how many
  duplicate_of TEXT,                  -- id of the earliest article that says the same in nearly the same words
  gone         INTEGER NOT NULL DEFAULT 0,
  extracted_at TEXT NOT NULL,
  record       TEXT NOT NULL,         -- the whole record, JSON
  UNIQUE (path, source_id)
);
INSERT INTO "articles" VALUES('2025-09-02-copy-c2f3faf1','articles/2025-09-02-copy.txt','2025-09-02-copy-c2f3faf1','77a00ad690f7197cbb5f1fb858edc356','67a41c436961e634','40324fc1ec567ca6bbd1b32b6b77599596af321289d0ac647ffb86e79587c03e','txt','utf-8',NULL,'2025-09-02','simplified',93,5,NULL,0,'2026-11-25T08:56:42+00:00','{"schema":"newsclaims/1","article":{"id":"2025-09-02-copy-c2f3faf1","path":"articles/2025-09-02-copy.txt","sha256":"40324fc1ec567ca6bbd1b32b6b77599596af321289d0ac647ffb86e79587c03e","format":"txt","encoding":"utf-8","title":null,"published":"2025-09-02","script":"simplified","duplicate_of":null,"meta":{},"repairs":[]},"text":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半年将有3款新车上市。（完）","entities":[{"id":"e1","text":"北辰集团","label":"ORG","start":0,"end":4,"source_start":0,"source_end":4,"source_exact":true,"canonical":"北辰集团有限公司","code":null,"by":"fake"}],"claims":[{"id":"c1","text":"128000","kind":"count","value":128000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":17,"end":23,"source_start":17,"source_end":23,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c2","text":"23000","kind":"count","value":23000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":29,"end":34,"source_start":29,"source_end":34,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c3","text":"18600","kind":"count","value":18600,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":40,"end":45,"source_start":40,"source_end":45,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c4","text":"260000","kind":"count","value":260000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":68,"end":74,"source_start":68,"source_end":74,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c5","text":"3","kind":"count","value":3,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":83,"end":84,"source_start":83,"source_end":84,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5}],"qualifiers":[],"times":[],"provenance":{"newsclaims":"0","model":"fake","model_version":"1","config":"67a41c436961e634","extracted_at":"2026-11-25T08:56:42+00:00"}}');
INSERT INTO "articles" VALUES('a-ac42b1b2','articles/a.txt','a-ac42b1b2','028a887a6ad66afa32314c3d85f952f9','67a41c436961e634','d1aba395eae154be8b902add7b188d71b23b8ce19f14e206b53f982deafb291b','txt','utf-8',NULL,NULL,'simplified',90,5,'2025-09-02-copy-c2f3faf1',0,'2026-11-25T08:56:44+00:00','{"schema":"newsclaims/1","article":{"id":"a-ac42b1b2","path":"articles/a.txt","sha256":"d1aba395eae154be8b902add7b188d71b23b8ce19f14e206b53f982deafb291b","format":"txt","encoding":"utf-8","title":null,"published":null,"script":"simplified","duplicate_of":"2025-09-02-copy-c2f3faf1","meta":{},"repairs":[]},"text":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半年将有3款新车上市。","entities":[{"id":"e1","text":"北辰集团","label":"ORG","start":0,"end":4,"source_start":0,"source_end":4,"source_exact":true,"canonical":"北辰集团有限公司","code":null,"by":"fake"}],"claims":[{"id":"c1","text":"128000","kind":"count","value":128000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":17,"end":23,"source_start":17,"source_end":23,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c2","text":"23000","kind":"count","value":23000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":29,"end":34,"source_start":29,"source_end":34,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c3","text":"18600","kind":"count","value":18600,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":40,"end":45,"source_start":40,"source_end":45,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c4","text":"260000","kind":"count","value":260000,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":68,"end":74,"source_start":68,"source_end":74,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5},{"id":"c5","text":"3","kind":"count","value":3,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":83,"end":84,"source_start":83,"source_end":84,"source_exact":true,"subject":"北辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半","sentence_start":0,"sentence_end":80,"qualifiers":[],"rule":"fake","confidence":0.5}],"qualifiers":[],"times":[],"provenance":{"newsclaims":"0","model":"fake","model_version":"1","config":"67a41c436961e634","extracted_at":"2026-11-25T08:56:44+00:00"}}');
INSERT INTO "articles" VALUES('gone-a33c7c8b','articles/gone.txt','gone-a33c7c8b','7d0fadc12a6fe6e8cb2cafcbb0e68af3','67a41c436961e634','01c212b4cd2163b07d71980c492e15a0762434855e40ea1ebb6aba53634a3995','txt','utf-8',NULL,NULL,'simplified',9,1,NULL,1,'2026-11-25T08:56:44+00:00','{"schema":"newsclaims/1","article":{"id":"gone-a33c7c8b","path":"articles/gone.txt","sha256":"01c212b4cd2163b07d71980c492e15a0762434855e40ea1ebb6aba53634a3995","format":"txt","encoding":"utf-8","title":null,"published":null,"script":"simplified","duplicate_of":null,"meta":{},"repairs":[]},"text":"东辰集团销量9辆。","entities":[{"id":"e1","text":"东辰集团","label":"ORG","start":0,"end":4,"source_start":0,"source_end":4,"source_exact":true,"canonical":"东辰集团有限公司","code":null,"by":"fake"}],"claims":[{"id":"c1","text":"9","kind":"count","value":9,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":6,"end":7,"source_start":6,"source_end":7,"source_exact":true,"subject":"东辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"东辰集团销量9辆。","sentence_start":0,"sentence_end":9,"qualifiers":[],"rule":"fake","confidence":0.5}],"qualifiers":[],"times":[],"provenance":{"newsclaims":"0","model":"fake","model_version":"1","config":"67a41c436961e634","extracted_at":"2026-11-25T08:56:44+00:00"}}');
INSERT INTO "articles" VALUES('rows-a86023b7.r1','articles/rows.jsonl','rows-a86023b7.r1','5077d75ec4bd3d3102fb9ac5652d1e1c','67a41c436961e634','7774d22a64467a89da9eea0ea74424412a0488a2475501a754da86a4cebb0af8','jsonl','utf-8','快讯','2025-09-01','simplified',9,1,NULL,0,'2026-11-25T08:56:44+00:00','{"schema":"newsclaims/1","article":{"id":"rows-a86023b7.r1","path":"articles/rows.jsonl","sha256":"7774d22a64467a89da9eea0ea74424412a0488a2475501a754da86a4cebb0af8","format":"jsonl","encoding":"utf-8","title":"快讯","published":"2025-09-01","script":"simplified","duplicate_of":null,"meta":{},"repairs":[]},"text":"南辰集团销量7辆。","entities":[{"id":"e1","text":"南辰集团","label":"ORG","start":0,"end":4,"source_start":0,"source_end":4,"source_exact":true,"canonical":"南辰集团有限公司","code":null,"by":"fake"}],"claims":[{"id":"c1","text":"7","kind":"count","value":7,"low":null,"high":null,"unit":"辆","bound":"exact","per":null,"role":"claim","start":6,"end":7,"source_start":6,"source_end":7,"source_exact":true,"subject":"南辰集团","subject_entity":"e1","subject_start":null,"subject_end":null,"metric":"销量","metric_start":null,"metric_end":null,"time":{"text":"2025年8月","from":"2025-08-01","to":"2025-08-31","start":null,"end":null},"direction":null,"basis":null,"versus":null,"modality":"actual","source":null,"sentence":"南辰集团销量7辆。","sentence_start":0,"sentence_end":9,"qualifiers":[],"rule":"fake","confidence":0.5}],"qualifiers":[],"times":[],"provenance":{"newsclaims":"0","model":"fake","model_version":"1","config":"67a41c436961e634","extracted_at":"2026-11-25T08:56:44+00:00"}}');
CREATE TABLE bands (
  hash       INTEGER NOT NULL,
  article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;
INSERT INTO "bands" VALUES(-8487616402477149530,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(-7288431797072779056,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(-2170308359998848967,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(-2000539365435109456,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(-670775614092651472,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(501318636415484041,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(1405567863766902730,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(1441209715379884912,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(3324327796413988085,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(6756044620385181482,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(7141084389566436782,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(8998146559409372610,'2025-09-02-copy-c2f3faf1');
INSERT INTO "bands" VALUES(-8487616402477149530,'a-ac42b1b2');
INSERT INTO "bands" VALUES(-7288431797072779056,'a-ac42b1b2');
INSERT INTO "bands" VALUES(-2170308359998848967,'a-ac42b1b2');
INSERT INTO "bands" VALUES(-670775614092651472,'a-ac42b1b2');
INSERT INTO "bands" VALUES(501318636415484041,'a-ac42b1b2');
INSERT INTO "bands" VALUES(1371170584482448956,'a-ac42b1b2');
INSERT INTO "bands" VALUES(1405567863766902730,'a-ac42b1b2');
INSERT INTO "bands" VALUES(1441209715379884912,'a-ac42b1b2');
INSERT INTO "bands" VALUES(3324327796413988085,'a-ac42b1b2');
INSERT INTO "bands" VALUES(6756044620385181482,'a-ac42b1b2');
INSERT INTO "bands" VALUES(7141084389566436782,'a-ac42b1b2');
INSERT INTO "bands" VALUES(8998146559409372610,'a-ac42b1b2');
INSERT INTO "bands" VALUES(8755934100829701538,'gone-a33c7c8b');
INSERT INTO "bands" VALUES(1691894124212294173,'rows-a86023b7.r1');
CREATE TABLE claims (
  article_id     TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,    -- of the claim in the article: 0, 1, 2 …
  id             TEXT NOT NULL,
  text           TEXT NOT NULL,
  kind           TEXT NOT NULL,
  value          TEXT,
  low            TEXT,
  high           TEXT,
  unit           TEXT,
  bound          TEXT NOT NULL,
  per            TEXT,
  "start"        INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  source_start   INTEGER,
  source_end     INTEGER,
  subject        TEXT,
  subject_entity TEXT,
  metric         TEXT,
  time           TEXT,
  time_from      TEXT,
  time_to        TEXT,
  direction      TEXT,
  basis          TEXT,
  versus         TEXT,
  modality       TEXT NOT NULL,
  source         TEXT,
  sentence       TEXT NOT NULL,
  sentence_start INTEGER NOT NULL,
  sentence_end   INTEGER NOT NULL,
  qualifiers     TEXT NOT NULL,       -- ids, separated by a space
  rule           TEXT NOT NULL,
  confidence     REAL NOT NULL,
  lowest         REAL,
  highest        REAL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
INSERT INTO "claims" VALUES('2025-09-02-copy-c2f3faf1',0,'c1','128000','count','128000',NULL,NULL,'辆','exact',NULL,17,23,17,23,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,128000.0,128000.0);
INSERT INTO "claims" VALUES('2025-09-02-copy-c2f3faf1',1,'c2','23000','count','23000',NULL,NULL,'辆','exact',NULL,29,34,29,34,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,23000.0,23000.0);
INSERT INTO "claims" VALUES('2025-09-02-copy-c2f3faf1',2,'c3','18600','count','18600',NULL,NULL,'辆','exact',NULL,40,45,40,45,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,18600.0,18600.0);
INSERT INTO "claims" VALUES('2025-09-02-copy-c2f3faf1',3,'c4','260000','count','260000',NULL,NULL,'辆','exact',NULL,68,74,68,74,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,260000.0,260000.0);
INSERT INTO "claims" VALUES('2025-09-02-copy-c2f3faf1',4,'c5','3','count','3',NULL,NULL,'辆','exact',NULL,83,84,83,84,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,3.0,3.0);
INSERT INTO "claims" VALUES('a-ac42b1b2',0,'c1','128000','count','128000',NULL,NULL,'辆','exact',NULL,17,23,17,23,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,128000.0,128000.0);
INSERT INTO "claims" VALUES('a-ac42b1b2',1,'c2','23000','count','23000',NULL,NULL,'辆','exact',NULL,29,34,29,34,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,23000.0,23000.0);
INSERT INTO "claims" VALUES('a-ac42b1b2',2,'c3','18600','count','18600',NULL,NULL,'辆','exact',NULL,40,45,40,45,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,18600.0,18600.0);
INSERT INTO "claims" VALUES('a-ac42b1b2',3,'c4','260000','count','260000',NULL,NULL,'辆','exact',NULL,68,74,68,74,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,260000.0,260000.0);
INSERT INTO "claims" VALUES('a-ac42b1b2',4,'c5','3','count','3',NULL,NULL,'辆','exact',NULL,83,84,83,84,'北辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'北辰集团今日公布半年报，上半年销量128000辆，同比增加23000辆；其中出口18600辆，较去年同期翻了一番，管理层预计全年销量超过260000辆，并称下半',0,80,'','fake',0.5,3.0,3.0);
INSERT INTO "claims" VALUES('gone-a33c7c8b',0,'c1','9','count','9',NULL,NULL,'辆','exact',NULL,6,7,6,7,'东辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'东辰集团销量9辆。',0,9,'','fake',0.5,9.0,9.0);
INSERT INTO "claims" VALUES('rows-a86023b7.r1',0,'c1','7','count','7',NULL,NULL,'辆','exact',NULL,6,7,6,7,'南辰集团','e1','销量','2025年8月','2025-08-01','2025-08-31',NULL,NULL,NULL,'actual',NULL,'南辰集团销量7辆。',0,9,'','fake',0.5,7.0,7.0);
CREATE TABLE entities (
  article_id   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  id           TEXT NOT NULL,
  text         TEXT NOT NULL,
  label        TEXT NOT NULL,
  "start"      INTEGER NOT NULL,
  "end"        INTEGER NOT NULL,
  source_start INTEGER,
  source_end   INTEGER,
  canonical    TEXT NOT NULL,
  code         TEXT,
  "by"         TEXT NOT NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
INSERT INTO "entities" VALUES('2025-09-02-copy-c2f3faf1',0,'e1','北辰集团','ORG',0,4,0,4,'北辰集团有限公司',NULL,'fake');
INSERT INTO "entities" VALUES('a-ac42b1b2',0,'e1','北辰集团','ORG',0,4,0,4,'北辰集团有限公司',NULL,'fake');
INSERT INTO "entities" VALUES('gone-a33c7c8b',0,'e1','东辰集团','ORG',0,4,0,4,'东辰集团有限公司',NULL,'fake');
INSERT INTO "entities" VALUES('rows-a86023b7.r1',0,'e1','南辰集团','ORG',0,4,0,4,'南辰集团有限公司',NULL,'fake');
CREATE TABLE failures (
  path        TEXT NOT NULL,
  source_id   TEXT NOT NULL,          -- empty where the file as a whole failed; #NUMBER of a row without a text
  kind        TEXT NOT NULL,          -- read: unreadable; extract: an error of newsclaims; crash: it ended two workers
  reason      TEXT NOT NULL,
  content     TEXT NOT NULL,          -- as in articles, empty where unknown
  fingerprint TEXT NOT NULL,
  failed_at   TEXT NOT NULL,
  PRIMARY KEY (path, source_id)
) WITHOUT ROWID;
INSERT INTO "failures" VALUES('articles/rows.jsonl','#1','read','/desk/articles/rows.jsonl, row 2: no text; one of the fields text, content, 正文, 内容 must hold it','','67a41c436961e634','2026-11-25T08:56:42+00:00');
INSERT INTO "failures" VALUES('articles/rows.jsonl','rows-a86023b7.r3','extract','ValueError: cannot do this one','ce367ae7e3e259ba8982043bd059a9f0','67a41c436961e634','2026-11-25T08:56:44+00:00');
CREATE TABLE files (
  path        TEXT PRIMARY KEY,
  size        INTEGER NOT NULL,
  mtime_ns    INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  fingerprint TEXT NOT NULL,          -- of the configuration that it was processed under
  gone        INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO "files" VALUES('articles/2025-09-02-copy.txt',233,1001000000000,'40324fc1ec567ca6bbd1b32b6b77599596af321289d0ac647ffb86e79587c03e','67a41c436961e634',0);
INSERT INTO "files" VALUES('articles/a.txt',224,1000000000000,'d1aba395eae154be8b902add7b188d71b23b8ce19f14e206b53f982deafb291b','67a41c436961e634',0);
INSERT INTO "files" VALUES('articles/gone.txt',25,1003000000000,'01c212b4cd2163b07d71980c492e15a0762434855e40ea1ebb6aba53634a3995','67a41c436961e634',1);
INSERT INTO "files" VALUES('articles/rows.jsonl',141,1002000000000,'549d6e7747c493a11de84aba42a48ef05802243194d3c75711dd2bbc5006d285','67a41c436961e634',0);
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "meta" VALUES('fingerprint','67a41c436961e634');
INSERT INTO "meta" VALUES('identity','4a05ba8abfa1b6a4');
INSERT INTO "meta" VALUES('model','fake 1');
INSERT INTO "meta" VALUES('outputs_dirty','0');
CREATE TABLE runs (
  id            INTEGER PRIMARY KEY,
  started_at    TEXT NOT NULL,
  finished_at   TEXT,
  state         TEXT NOT NULL,        -- running, done, interrupted, failed; killed where nothing more was heard of it
  paths         TEXT NOT NULL,        -- JSON
  newsclaims    TEXT NOT NULL,
  model         TEXT,
  fingerprint   TEXT,
  jobs          INTEGER NOT NULL,
  new           INTEGER NOT NULL DEFAULT 0,
  changed       INTEGER NOT NULL DEFAULT 0,
  unchanged     INTEGER NOT NULL DEFAULT 0,
  renamed       INTEGER NOT NULL DEFAULT 0,
  copied        INTEGER NOT NULL DEFAULT 0,
  gone          INTEGER NOT NULL DEFAULT 0,
  pruned        INTEGER NOT NULL DEFAULT 0,
  failed        INTEGER NOT NULL DEFAULT 0,
  claims        INTEGER NOT NULL DEFAULT 0,
  message       TEXT
);
INSERT INTO "runs" VALUES(1,'2026-11-25T08:56:41+00:00','2026-11-25T08:56:44+00:00','done','["/desk/articles"]','1.0.0','fake 1','67a41c436961e634',1,4,0,0,0,0,0,0,2,12,NULL);
INSERT INTO "runs" VALUES(2,'2026-11-25T08:56:44+00:00','2026-11-25T08:56:45+00:00','done','["/desk/articles"]','1.0.0','fake 1','67a41c436961e634',1,0,0,3,0,0,1,0,0,0,NULL);
CREATE TABLE signatures (
  article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  minhash    BLOB NOT NULL,
  figures    TEXT NOT NULL            -- the distinct numbers in the text, sorted, separated by a space
) WITHOUT ROWID;
INSERT INTO "signatures" VALUES('2025-09-02-copy-c2f3faf1',X'628375004FB56504D17769011D38FF00BCF464009E57000014EFC60637301400242A7A02DAC97708E77B4205EC596D0580CCD601AE5D28030D737F00D76BD600A09F7204B6035202837AEE0CB79F80045C78E8033F92720278DBC503CFB3E70111F8460617DD3C0401176A0751102F0751197005AF07C1032B5F7102D593AD01582B7E01484E60009980A503C184B608D6541300B9AD7701F984D0020B4D0300C8E50B0403236A00E5F750031CF18E0250A9CD0866570F0106800104256A0502F9599703E35BBA05083A2F029118AF0249682B015EF6FC014B4AD0005AF1410224C6BD09F6851300AC0EE70315AD1F017F589901C8B04B019B3C6D0080FCD401','128000 18600 23000 260000 3');
INSERT INTO "signatures" VALUES('a-ac42b1b2',X'628375004FB56504D17769011D38FF00BCF464009E57000014EFC60637301400242A7A02DAC97708E77B4205EC596D0580CCD601AE5D28030D737F00D76BD600A09F7204B6035202837AEE0C395274075C78E8033F92720278DBC503CFB3E70111F8460617DD3C0401176A0751102F0751197005AF07C1032B5F7102D593AD01582B7E01484E60009980A503C184B608D6541300B9AD7701F984D0020B4D0300C8E50B0403236A00E5F750031CF18E0250A9CD0866570F0106800104256A0502F9599703E35BBA05083A2F029118AF0249682B015EF6FC014B4AD0005AF1410224C6BD09F6851300AC0EE70315AD1F017F589901C8B04B019B3C6D0080FCD401','128000 18600 23000 260000 3');
INSERT INTO "signatures" VALUES('gone-a33c7c8b',X'','9');
INSERT INTO "signatures" VALUES('rows-a86023b7.r1',X'','7');
CREATE INDEX articles_content ON articles (content);
CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX bands_article ON bands (article_id);
COMMIT;
