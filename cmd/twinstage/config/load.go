package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
)

// EnvPrefix begins the name of every environment variable that is a setting.
const EnvPrefix = "TWINSTAGE_"

// Sources are where settings come from, weakest first.
type Sources struct {
	Defaults Config         // usually Default()
	File     string         // YAML; "" for none
	Environ  []string       // as os.Environ(); only EnvPrefix is looked at
	Flags    map[string]any // by dotted key; empty strings and nil are "not given"
}

// Load merges the sources and validates the result. ignored names variables
// that begin with EnvPrefix and are no setting: they are no error, because
// container platforms invent some (TWINSTAGE_PORT for a service of that name).
func Load(src Sources) (cfg Config, ignored []string, err error) {
	k := koanf.New(".")
	known := toMap(src.Defaults)
	if err := k.Load(confmap.Provider(known, "."), nil); err != nil {
		return Config{}, nil, fmt.Errorf("configuration defaults: %w", err)
	}
	if err := loadFile(k, src.File, known); err != nil {
		return Config{}, nil, err
	}
	if ignored, err = loadEnviron(k, src.Environ, known); err != nil {
		return Config{}, nil, err
	}
	if err := k.Load(confmap.Provider(given(src.Flags), "."), nil); err != nil {
		return Config{}, nil, fmt.Errorf("configuration flags: %w", err)
	}
	if err := decode(k, &cfg); err != nil {
		return Config{}, nil, err
	}
	return cfg, ignored, cfg.Validate()
}

func loadFile(k *koanf.Koanf, path string, known map[string]any) error {
	if path == "" {
		return nil
	}
	from := koanf.New(".")
	err := from.Load(file.Provider(path), yaml.Parser())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("configuration file %s does not exist; check --config", path)
	case err != nil:
		return fmt.Errorf("configuration file %s cannot be read as YAML: %w", path, err)
	}
	for _, key := range from.Keys() {
		if _, ok := known[key]; !ok {
			return fmt.Errorf("configuration file %s: %q is not a setting; `twinstage config dump` lists them all", path, key)
		}
	}
	return k.Merge(from)
}

func loadEnviron(k *koanf.Koanf, environ []string, known map[string]any) (ignored []string, err error) {
	p := env.Provider(".", env.Opt{
		Prefix:      EnvPrefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			key := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, EnvPrefix)), "__", ".")
			switch known[key].(type) {
			case nil:
				ignored = append(ignored, name)
				return "", nil
			case []string:
				return key, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
			default:
				return key, value
			}
		},
	})
	if err := k.Load(p, nil); err != nil {
		return nil, fmt.Errorf("configuration environment: %w", err)
	}
	return ignored, nil
}

// given drops flags that were not given.
func given(flags map[string]any) map[string]any {
	out := make(map[string]any, len(flags))
	for key, v := range flags {
		if v == nil || v == "" {
			continue
		}
		out[key] = v
	}
	return out
}

// decode also turns the environment's words into numbers.
func decode(k *koanf.Koanf, cfg *Config) error {
	if err := k.Unmarshal("", cfg); err != nil {
		return fmt.Errorf("configuration: a value has the wrong type: %w", err)
	}
	return nil
}

// toMap flattens a Config to its dotted keys, which also are the list of all
// settings.
func toMap(c Config) map[string]any {
	return map[string]any{
		"addr":                  c.Addr,
		"data":                  c.Data,
		"base_url":              c.BaseURL,
		"database":              c.Database,
		"journal":               c.Journal,
		"trusted_proxies":       append([]string{}, c.TrustedProxies...),
		"limits.upload_bytes":   c.Limits.UploadBytes,
		"limits.document_bytes": c.Limits.DocumentBytes,
		"limits.readings_bytes": c.Limits.ReadingsBytes,
		"live.tick_ms":          c.Live.TickMS,
		"log.format":            c.Log.Format,
		"log.level":             c.Log.Level,
	}
}
