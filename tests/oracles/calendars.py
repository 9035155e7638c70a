"""Prints the holidays that python-icalendar finds in each of the calendars on standard input: of each, a list of its name,
its first and its last day. The input is JSON: the name of the hotline's time zone, and the calendars in base64."""

import base64
import json
import re
import sys
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from icalendar import Calendar

DAY = timedelta(days=1)
ALL_DAY = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")
REPEATING = ("RRULE", "RDATE", "EXRULE", "RECURRENCE-ID")


def later(moment, duration):
    """Days on the clocks, then hours as they pass."""
    whole = timedelta(days=duration.days)
    moment += whole
    rest = duration - whole
    if isinstance(moment, datetime) and moment.tzinfo and rest:
        return (moment.astimezone(timezone.utc) + rest).astimezone(moment.tzinfo)
    return moment + rest if rest else moment


def clocks(moment, zone):
    """What the clocks of a zone show; a date is its midnight."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)


def whole_days(begins, ends, all_day):
    if all_day and begins == ends:
        ends += DAY
    minute = ends.time().replace(second=0)
    if ends <= begins or begins.time() != time() or not (ends.time() == time() or minute == time(23, 59)):
        return None
    last = (ends - timedelta(minutes=1)).date()
    return None if (last - begins.date()).days >= 31 else (begins.date(), last)


def days(event, zone):
    """The first and the last day of an event, if it has whole days."""
    if "SUMMARY" not in event or "DTSTART" not in event or any(name in event for name in REPEATING):
        return None
    begins = event.decoded("DTSTART")
    if "DTEND" in event:
        ends = event.decoded("DTEND")
    else:
        ends = later(begins, event.decoded("DURATION", timedelta()))
    is_day = not isinstance(begins, datetime)
    flagged = any(str(event.get(name, "")).upper() == "TRUE" for name in ALL_DAY)
    found = whole_days(clocks(begins, zone), clocks(ends, zone), is_day or flagged)
    if not found and flagged:
        begins, ends = ((clocks(m, zone) if is_day else m.replace(tzinfo=None)) for m in (begins, ends))
        found = whole_days(begins, ends, True)
    return found


def to_stamp(event, name):
    return event.decoded(name).timestamp() if name in event else 0


def holidays(source, zone):
    # Lines are folded between bytes, and the library unfolds characters.
    source = re.sub(rb"\r?\n[ \t]", b"", source)
    events = []
    for calendar in Calendar.from_ical(source, multiple=True):
        all_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for event in calendar.walk("VEVENT"):
            off = all_off or str(event.get("STATUS", "")).upper() == "CANCELLED"
            stamps = tuple(to_stamp(event, name) for name in ("DTSTAMP", "LAST-MODIFIED"))
            events.append((event, (int(event.get("SEQUENCE", 0)), *stamps, off), off))
    found = []
    for event, rank, off in events:
        versions = [other for one, other, _ in events if "UID" in event and one.get("UID") == event["UID"]]
        if not off and all(other <= rank for other in versions) and (held := days(event, zone)):
            name = " ".join(str(event["SUMMARY"]).split())
            found.append([name, *(day.isoformat() for day in held)])
    return sorted(found)


zone, calendars = json.load(sys.stdin)
json.dump([holidays(base64.b64decode(one), ZoneInfo(zone)) for one in calendars], sys.stdout)
