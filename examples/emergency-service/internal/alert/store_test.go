package alert

import (
	"testing"

	"github.com/google/uuid"
)

func TestRaisedAlertIsFoundByItsID(t *testing.T) {
	store := NewStore()
	raised := store.Raise(Alert{Kind: "medical", Latitude: 43.24, Longitude: 76.89})

	found, ok := store.Find(raised.ID)
	if !ok || found != raised {
		t.Errorf("Find(%s) = %+v, %t, want %+v", raised.ID, found, ok, raised)
	}
	if _, ok := store.Find(uuid.New()); ok {
		t.Error("Find returned an alert that nobody raised")
	}
}

func TestAlertOutsideTheWorldIsRefused(t *testing.T) {
	for name, wrong := range map[string]Alert{
		"no kind":           {Latitude: 43.24, Longitude: 76.89},
		"latitude too big":  {Kind: "fire", Latitude: 90.5},
		"longitude too low": {Kind: "fire", Longitude: -181},
	} {
		if wrong.Validate() == nil {
			t.Errorf("%s: Validate() accepted %+v", name, wrong)
		}
	}
	if err := (Alert{Kind: "fire", Latitude: -90, Longitude: 180}).Validate(); err != nil {
		t.Errorf("Validate() refused a place on the edge: %v", err)
	}
}
