package main

import (
	"errors"
	"regexp"
	"sync"
	"time"
)

const most = 100_000

var (
	errName = errors.New("a device is named by 1 to 64 letters, digits and dashes")
	errFull = errors.New("no more devices can be remembered")
	name    = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
)

// devices may be used by many requests at once.
type devices struct {
	now  func() time.Time
	lock sync.Mutex
	seen map[string]time.Time
}

func newDevices(now func() time.Time) *devices {
	return &devices{now: now, seen: map[string]time.Time{}}
}

func (d *devices) heardOf(id string) error {
	if !name.MatchString(id) {
		return errName
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	if _, known := d.seen[id]; !known && len(d.seen) >= most {
		return errFull
	}
	d.seen[id] = d.now()
	return nil
}

func (d *devices) last(id string) (time.Time, bool) {
	d.lock.Lock()
	defer d.lock.Unlock()
	last, found := d.seen[id]
	return last, found
}
