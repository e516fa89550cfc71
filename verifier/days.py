"""Calendar days of a certificate, as its paper prints them, from the moments in its token.

A token ends with the last whole day in the certification body's time zone, but does not name the
zone. Its end is a midnight there, so the zone's distance from UTC follows from the hour of the end.
Distances from -10:59 to +13:00 are told apart, which leaves out a few islands in the Pacific.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

_DATE_LINE = timedelta(hours=11)  # an end before 11:00 UTC is a midnight west of Greenwich
_DAY = timedelta(days=1)


def last_day(expires: datetime) -> date:
    """Return the last whole day of a certificate that ends at `expires`: its *valid through*."""
    return (expires - _DATE_LINE).date()


def day_of(moment: datetime, *, expires: datetime) -> date:
    """Return the day of `moment` where the body of a certificate that ends at `expires` is.

    Within an hour of midnight it may be the neighbouring day, where summer time is kept.
    """
    past_midnight = timedelta(hours=expires.hour, minutes=expires.minute, seconds=expires.second)
    if past_midnight < _DATE_LINE:
        return (moment - past_midnight).date()
    return (moment + (_DAY - past_midnight)).date()


def in_words(day: date) -> str:
    """Return `day` as people write it: 3 March 2027."""
    return f"{day.day} {day:%B} {day.year}"
