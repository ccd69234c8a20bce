package diag

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Secret is a value that is never shown. Every way of formatting it prints ***.
type Secret struct{ value string }

// NewSecret wraps a value from the moment it is read.
func NewSecret(v string) Secret { return Secret{v} }

// Reveal is the value itself, for sending and checking it. Only world and authn call it.
func (s Secret) Reveal() string { return s.value }

// Empty says whether there is no value.
func (s Secret) Empty() bool { return s.value == "" }

const masked = "***"

// String prints the mask.
func (s Secret) String() string { return masked }

// GoString prints the mask.
func (s Secret) GoString() string { return masked }

// Format prints the mask for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, masked) }

// MarshalJSON writes the mask.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(masked) }

// LogValue is the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(masked) }
