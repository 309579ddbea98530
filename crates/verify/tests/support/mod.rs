//! One table in the three exported formats, as the program writes them: S001's table 3 for two years, the second made up.

#![allow(dead_code, reason = "each test file uses what it needs")]

/// PX.
pub(crate) const PX: &str = r#"CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="utf-8";
LANGUAGE="da";
DECIMALS=1;
SHOWDECIMALS=0;
AGGREGALLOWED=NO;
TITLE="Status en måned efter; i to år = efter "
"Status, År, Tal";
CONTENTS="Status en måned efter";
UNITS="Antal: forløb";
STUB="Status";
HEADING="År","Tal";
CONTVARIABLE="Tal";
DATASYMBOL1="Kan ikke opgøres";
DATASYMBOL2="Udeladt af diskretionshensyn";
DATASYMBOL3="Kan ikke opgøres endnu";
NOTE=".. Udeladt af diskretionshensyn.#Definition: S001, tabel 3.";
VALUES("Status")="Beskæftigelse","Fleksjob","Førtidspension","Andet","I alt";
VALUES("År")="2013","2014";
VALUES("Tal")="Antal forløb","Pct.","Ændring fra året før, Antal";
CODES("Status")="job","fleksjob","pension","andet","all";
CODES("År")="2013","2014";
CODES("Tal")="count","share","count_change";
VARIABLECODE("Status")="status";
VARIABLECODE("År")="year";
VARIABLECODE("Tal")="ContentsCode";
ELIMINATION("Status")="I alt";
UNITS("Antal forløb")="Antal: forløb";
UNITS("Pct.")="Pct.";
PRECISION("Tal","Pct.")=1;
DATA=
92 25.1 "." 100 25.0 8 
16 4.4 "." ".." ".." ".." 
168 45.8 "." 190 47.5 22 
91 24.8 "." ".." ".." ".." 
367 100.0 "." 400 100.0 33 ;
"#;

/// JSON-stat 2.0.
pub(crate) const JSON: &str = r#"{
"version":"2.0",
"class":"dataset",
"label":"Status en måned efter",
"note":[".. Udeladt af diskretionshensyn.","Definition: S001, tabel 3."],
"role":{"time":["year"],"metric":["ContentsCode"]},
"id":["year","status","ContentsCode"],
"size":[2,5,3],
"dimension":{
"year":{"label":"År","category":{"index":{"2013":0,"2014":1},"label":{"2013":"2013","2014":"2014"}}},
"status":{"label":"Status","category":{"index":{"job":0,"fleksjob":1,"pension":2,"andet":3,"all":4},"label":{"job":"Beskæftigelse","fleksjob":"Fleksjob","pension":"Førtidspension","andet":"Andet","all":"I alt"}}},
"ContentsCode":{"label":"Tal","category":{"index":{"count":0,"share":1,"count_change":2},"label":{"count":"Antal forløb","share":"Pct.","count_change":"Ændring fra året før, Antal"},"unit":{"count":{"base":"Antal: forløb","decimals":0},"share":{"base":"Pct.","decimals":1},"count_change":{"base":"Antal: forløb","decimals":0}}}}
},
"value":[92,25.1,null,16,4.4,null,168,45.8,null,91,24.8,null,367,100.0,null,100,25.0,8,null,null,null,190,47.5,22,null,null,null,400,100.0,33],
"status":{"2":".","5":".","8":".","11":".","14":".","18":"..","19":"..","20":"..","24":"..","25":"..","26":".."},
"extension":{"symbols":{"..":"Udeladt af diskretionshensyn","...":"Kan ikke opgøres endnu",".":"Kan ikke opgøres","*":"Foreløbigt tal"}}
}
"#;

/// Tidy CSV.
pub(crate) const TIDY: &str = "year,status_after,measure,value,status,protection
2013,job,count,92,,protected
2013,job,share,25.1,,protected
2013,job,count_change,,unknown,protected
2013,fleksjob,count,16,,protected
2013,fleksjob,share,4.4,,protected
2013,fleksjob,count_change,,unknown,protected
2013,pension,count,168,,protected
2013,pension,share,45.8,,protected
2013,pension,count_change,,unknown,protected
2013,andet,count,91,,protected
2013,andet,share,24.8,,protected
2013,andet,count_change,,unknown,protected
2013,all,count,367,,protected
2013,all,share,100,,protected
2013,all,count_change,,unknown,protected
2014,job,count,100,,protected
2014,job,share,25,,protected
2014,job,count_change,8,,protected
2014,fleksjob,count,,suppressed,protected
2014,fleksjob,share,,suppressed,protected
2014,fleksjob,count_change,,suppressed,protected
2014,pension,count,190,,protected
2014,pension,share,47.5,,protected
2014,pension,count_change,22,,protected
2014,andet,count,,suppressed,protected
2014,andet,share,,suppressed,protected
2014,andet,count_change,,suppressed,protected
2014,all,count,400,,protected
2014,all,share,100,,protected
2014,all,count_change,33,,protected
";

/// What `release.json` says of it.
pub(crate) const DESCRIPTION: &str = r#"{
"format": "forlob release 1",
"rule": { "method": "suppression", "symbol": "..", "threshold": 3, "zeros_shown": true },
"tables": [ {
  "file": "status.csv", "threshold": 3, "count": "spells", "family": "x", "measure": "x",
  "axes": [
    { "dimension": "year", "time": true, "additive": true, "categories": ["2013", "2014"] },
    { "dimension": "status", "time": false, "additive": true, "categories": ["job", "fleksjob", "pension", "andet", "all"] } ],
  "columns": [
    { "id": "count", "is": "count" },
    { "id": "share", "is": "share", "over": "status", "decimals": 1 },
    { "id": "count_change", "is": "change", "of": "count", "against": [
      { "dimension": "year", "from": "2013", "to": "2012" }, { "dimension": "year", "from": "2014", "to": "2013" } ] } ],
  "fixed": [] } ]
}"#;

/// The three, by the name of their file.
pub(crate) const FORMATS: [(&str, &str); 3] =
    [("status.px", PX), ("status.json-stat.json", JSON), ("status.csv", TIDY)];
