// Package alert keeps the alerts that people in need have raised.
package alert

import (
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Alert is one call for help.
type Alert struct {
	ID        uuid.UUID `json:"id"`
	Kind      string    `json:"kind"`
	Latitude  float64   `json:"latitude"`
	Longitude float64   `json:"longitude"`
	RaisedAt  time.Time `json:"raisedAt"`
}

// Validate tells the sender what is wrong, in words to be shown.
func (a Alert) Validate() error {
	if a.Kind == "" {
		return errors.New("kind is missing")
	}
	if a.Latitude < -90 || a.Latitude > 90 {
		return errors.New("latitude must be between -90 and 90 degrees")
	}
	if a.Longitude < -180 || a.Longitude > 180 {
		return errors.New("longitude must be between -180 and 180 degrees")
	}
	return nil
}

// Store holds alerts in memory; it may be used by many requests at once.
type Store struct {
	mutex  sync.RWMutex
	alerts map[uuid.UUID]Alert
}

// NewStore returns a store without alerts.
func NewStore() *Store {
	return &Store{alerts: make(map[uuid.UUID]Alert)}
}

// Raise keeps the alert under a new ID and returns it with that ID.
func (s *Store) Raise(a Alert) Alert {
	a.ID = uuid.New()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.alerts[a.ID] = a
	return a
}

// Find returns the alert of that ID, if there is one.
func (s *Store) Find(id uuid.UUID) (Alert, bool) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	a, found := s.alerts[id]
	return a, found
}
