// Interface words in both languages; `word(key)` gives the current one.
const WORDS = {
  skip: ["跳到正文", "Skip to content"], index: ["全部页面", "All pages"], views: ["视图", "Views"],
  claims: ["数字", "Claims"], overview: ["概览", "Overview"], company: ["公司", "Company"],
  theme: ["深浅色", "Light/dark"], search: ["搜索", "Search"], filters: ["筛选", "Filters"], subject: ["主体", "Subject"], metric: ["指标", "Metric"],
  kind: ["类别", "Kind"], modality: ["语气", "Modality"], from: ["期间自", "Period from"], to: ["期间至", "Period to"], article: ["文章", "Article"],
  clear: ["清除", "Clear"], all: ["全部", "all"], value: ["数值", "Value"], normal: ["归一", "Normalised"],
  time: ["时间", "Time"], change: ["变化", "Change"], versus: ["对比", "Versus"], source: ["出处", "Said by"], confidence: ["可信度", "Confidence"],
  published: ["发布", "Published"], hits: ["条", "claims"], of: ["共", "of"], page: ["PDF 页", "PDF page"],
  keys: ["按键：/ 搜索 · ↑↓ 移动 · Enter 查看 · c 复制 JSON · Esc 清除", "Keys: / search · ↑↓ move · Enter open · c copy JSON · Esc clear"],
  copy: ["复制 JSON", "Copy JSON"], copied: ["已复制", "Copied"], json: ["记录 JSON", "Record as JSON"],
  raw: ["显示原文", "Show raw source"], rawGone: ["原文件不在或已变", "The source file is gone or has changed"],
  rawApart: ["这段文字在原文中不是连续的一段", "In the source these words do not stand in one piece"],
  choose: ["在表中选一条数字，这里显示它所在的文章", "Choose a claim in the table to see it in its article"], back: ["↑ 回到表格", "↑ Back to the table"],
  nothing: ["没有符合条件的数字", "No claim matches"], legend: ["图例", "Legend"],
  perDay: ["每日文章与数字", "Articles and claims per day"], perMonth: ["每月文章与数字", "Articles and claims per month"], named: ["出现最多的公司", "Most named companies"],
  kinds: ["数字类别", "Kinds of claims"], failures: ["失败的文件", "Failed files"], none: ["无", "none"],
  series: ["一个主体、一个指标随时间的值", "One subject and metric over time"], noSeries: ["没有可画的值", "Nothing to draw"],
  seriesHint: ["横线是数字所说的期间，圆点在其末尾（空心：预测或目标）；虚线连接同样长短的期间。指向或选中圆点看原句，点击打开文章。",
    "Each bar is the period that a value covers, the dot its end (hollow: forecast or target); dashes join periods of one length. Point at or focus a dot to read its sentence, click to open the article."],
  conflicts: ["互相矛盾的数字", "Contradictory values"], noConflicts: ["没有发现", "none found"], contradicted: ["与另一篇文章矛盾", "Contradicted by another article"],
  claimsOf: ["的全部数字", ": all claims"], more: ["更多", "more"],
  articles: ["篇文章", "articles"], perArticles: ["文章", "Articles"],
  short_change: ["变化", "Change"], short_modality: ["语气", "Mode"], short_source: ["出处", "By"], short_confidence: ["可信", "Sure"], undated: ["无日期", "undated"], qualifier: ["限定", "Qualifier"], when: ["时间", "time"], pick: ["选择公司", "Choose a company"],
  claim: ["数字", "claim"], ORG: ["机构", "organisation"], PERSON: ["人物", "person"], place: ["地点", "place"], PRODUCT: ["产品", "product"],
  kind_money: ["金额", "money"], kind_percent: ["百分比", "percent"], kind_point: ["点", "point"], kind_count: ["数量", "count"],
  kind_measure: ["计量", "measure"], kind_duration: ["时长", "duration"], kind_multiple: ["倍数", "multiple"],
  kind_fraction: ["分数", "fraction"], kind_rank: ["排名", "rank"], kind_ordinal: ["序数", "ordinal"], kind_number: ["数", "number"],
  modality_actual: ["实际", "actual"], modality_forecast: ["预测", "forecast"], modality_target: ["目标", "target"],
  modality_hypothetical: ["假设", "hypothetical"], modality_denied: ["否认", "denied"],
  up: ["升", "up"], down: ["降", "down"], flat: ["平", "flat"], yoy: ["同比", "yoy"], qoq: ["季环比", "qoq"], mom: ["月环比", "mom"], prior: ["较前", "prior"],
  bound_approx: ["约", "≈"], bound_more_than: ["超", ">"], bound_at_least: ["≥", "≥"], bound_less_than: ["不到", "<"], bound_at_most: ["≤", "≤"],
};
let language = 0;
const word = (key) => (WORDS[key] || [key, key])[language];
// A column's name where it has little room.
const shortWord = (key) => (WORDS["short_" + key] || WORDS[key])[language];
// 5亿 and 500M: short figures for the axes and, with more digits, for the table.
const compact = (digits) => ["zh-CN", "en"].map((locale) => new Intl.NumberFormat(locale, {notation: "compact", maximumSignificantDigits: digits}));
const formats = {4: compact(4), 6: compact(6)};
const short = (number, digits = 4) => formats[digits][language].format(number);
