package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Ready is what DATA/ready.json tells scripts once the server answers.
type Ready struct {
	URL string `json:"url"`
	PID int    `json:"pid"`
	// The demo's own, absent elsewhere.
	AdminUser     string `json:"adminUser,omitempty"`
	AdminPassword string `json:"adminPassword,omitempty"`
	IngestToken   string `json:"ingestToken,omitempty"`
}

// removeReady makes sure that a file of an earlier run is not believed.
func removeReady(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	return nil
}

// writeReady puts the file in place whole, readable by its owner alone: it may
// hold a password.
func writeReady(path string, r Ready) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".ready-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write ready file: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(b, '\n'))
	if err = errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("write ready file: %w", err)
	}
	return os.Rename(tmp.Name(), path)
}
