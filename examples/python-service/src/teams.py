"""Teams and where they stand."""

from math import cos, hypot, radians

TEAMS = {"almaty": (43.24, 76.89), "astana": (51.13, 71.43), "shymkent": (42.32, 69.59)}


def nearest(latitude: float, longitude: float) -> str:
    def distance(team: str) -> float:
        north, east = TEAMS[team]
        return hypot(north - latitude, (east - longitude) * cos(radians(latitude)))

    return min(sorted(TEAMS), key=distance)
