package main

type configCmd struct {
	Dump configDumpCmd `cmd:"" help:"Print the effective settings as YAML, secrets masked."`
}

type configDumpCmd struct {
	settings
	Addr string `placeholder:"HOST:PORT" help:"As for serve."`
}

// Run prints what serve with the same flags would use.
func (c configDumpCmd) Run(std stdio) error {
	cfg, _, err := c.load(std, map[string]any{"addr": c.Addr})
	if err != nil {
		return err
	}
	text, err := cfg.YAML()
	if err != nil {
		return err
	}
	_, err = std.out.Write(text)
	return err
}
