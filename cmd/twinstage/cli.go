package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"github.com/twinstage/twinstage/cmd/twinstage/client"
	"github.com/twinstage/twinstage/cmd/twinstage/demo"
	"github.com/twinstage/twinstage/internal/fault"
)

// commands is the command line, as the contract has it.
type commands struct {
	Demo     demoCmd     `cmd:"" help:"Run everything in one process with demo scenes and simulators."`
	Serve    serveCmd    `cmd:"" help:"Run the server. Settings: defaults, then file, then TWINSTAGE_* environment, then flags."`
	Check    checkCmd    `cmd:"" help:"Say what an upload of files would be told. Exit code 0: all accepted, 1: some refused, 2: some could not be read."`
	Import   importCmd   `cmd:"" help:"Upload files through the public API; prints a line of JSON for each."`
	Feed     feedCmd     `cmd:"" help:"Play a recorded series into a scene, shifted to now, once from beginning to end."`
	Simulate simulateCmd `cmd:"" help:"Push synthetic readings for all indicators of a scene until stopped."`
	User     userCmd     `cmd:"" help:"People who can sign in."`
	Token    tokenCmd    `cmd:"" help:"Bearer tokens for programs."`
	Config   configCmd   `cmd:"" help:"The server's configuration."`
}

// stdio is what a command may touch of the process around it.
type stdio struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
	// Whether somebody reads err as it comes, and so likes to see progress.
	progress bool
}

func terminal() stdio {
	stat, err := os.Stderr.Stat()
	tty := err == nil && stat.Mode()&os.ModeCharDevice != 0
	return stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ(), progress: tty}
}

// getenv looks a variable up in the environment that was handed in.
func (s stdio) getenv(name string) string {
	for _, kv := range s.environ {
		if len(kv) > len(name) && kv[:len(name)] == name && kv[len(name)] == '=' {
			return kv[len(name)+1:]
		}
	}
	return ""
}

// exitCode ends the program with a code, for a reason that has been told.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

const usageExit = 2

// run parses args, runs the command and gives the process's exit code.
func run(ctx context.Context, args []string, std stdio) int {
	left := -1
	var cmds commands
	parser, err := kong.New(&cmds,
		kong.Name("twinstage"),
		kong.Description("City twins on stage, with live values moving in them."),
		kong.Writers(std.out, std.err),
		kong.Exit(func(code int) { left = code }), // --help
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
		kong.Vars{"demo_data": demoData, "demo_buildings": fmt.Sprint(demo.DefaultBuildings), "demo_seed": fmt.Sprint(demo.DefaultSeed)},
	)
	if err != nil {
		fmt.Fprintln(std.err, "twinstage:", err)
		return usageExit
	}
	parsed, err := parser.Parse(args)
	if left >= 0 {
		return left
	}
	if err != nil {
		fmt.Fprintf(std.err, "twinstage: %v\nTry `twinstage --help`.\n", err)
		return usageExit
	}
	return exitOf(ctx, parsed.Run(), std)
}

func exitOf(ctx context.Context, err error, std stdio) int {
	var code exitCode
	switch {
	case err == nil, errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(std.err, "twinstage:", explain(err))
	return 1
}

// explain is an error as a person at a terminal needs it: public faults without
// their code, everything else in full, since its reader owns the machine.
func explain(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) && f.Kind != fault.Internal {
		return f.Message
	}
	return err.Error()
}

// remote is how a command reaches a server.
type remote struct {
	URL   string `name:"url" env:"TWINSTAGE_URL" default:"http://127.0.0.1:8080" help:"The server's address."`
	Token string `env:"TWINSTAGE_TOKEN" help:"Bearer token; better given by the environment, where other users of the machine do not see it."`
}

func (r remote) client(std stdio) (*client.Client, error) {
	if r.Token == "" {
		return nil, errors.New("no token; give --token or TWINSTAGE_TOKEN (`twinstage token add` makes one)")
	}
	c, err := client.New(r.URL, r.Token)
	if err != nil {
		return nil, err
	}
	c.OnRetry = func(err error, wait time.Duration) {
		fmt.Fprintf(std.err, "twinstage: %v; trying again in %s\n", err, wait)
	}
	return c, nil
}
