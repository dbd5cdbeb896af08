import pytest

from src.teams import TEAMS, nearest


@pytest.mark.parametrize("team", sorted(TEAMS))
def test_a_team_is_nearest_to_where_it_stands(team):
    assert nearest(*TEAMS[team]) == team


def test_degrees_of_longitude_count_for_less_in_the_north():
    # Five degrees west of Astana are 350 km; five degrees of latitude would be 560.
    assert nearest(51.13, 66.43) == "astana"
    assert nearest(46.13, 76.43) == "almaty"
