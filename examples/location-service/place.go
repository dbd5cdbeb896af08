package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const earthRadius = 6_371_000.0 // metres, mean

// place is a point on the Earth, in degrees.
type place struct {
	latitude, longitude float64
}

func parsePlace(text string) (place, error) {
	latitude, longitude, found := strings.Cut(text, ",")
	if !found {
		return place{}, fmt.Errorf("%q is not of the form latitude,longitude", text)
	}
	lat, err := strconv.ParseFloat(latitude, 64)
	if err != nil || !(math.Abs(lat) <= 90) {
		return place{}, fmt.Errorf("latitude %q is not between -90 and 90 degrees", latitude)
	}
	long, err := strconv.ParseFloat(longitude, 64)
	if err != nil || !(math.Abs(long) <= 180) {
		return place{}, fmt.Errorf("longitude %q is not between -180 and 180 degrees", longitude)
	}
	return place{lat, long}, nil
}

// metresTo is the way along a great circle, by the haversine formula.
func (p place) metresTo(other place) float64 {
	radians := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	halfChord := func(degrees float64) float64 { return math.Pow(math.Sin(radians(degrees)/2), 2) }
	square := halfChord(other.latitude-p.latitude) +
		math.Cos(radians(p.latitude))*math.Cos(radians(other.latitude))*halfChord(other.longitude-p.longitude)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(square)))
}
