// What ical.js (strict) makes of a calendar file, as JSON.
const fs = require("fs");
const loaded = require(process.argv[2]);
const ICAL = loaded.default ?? loaded;
ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[3], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const starts = {};
for (const part of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(part);
  starts[event.uid] = event.startDate.toJSDate().getTime() / 1000;
}
process.stdout.write(JSON.stringify({ errors: 0, complaints: [], starts }));
