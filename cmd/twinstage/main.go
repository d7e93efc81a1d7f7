// Command twinstage stages a city's digital twin: one program with catalogue,
// assets, live values and the web viewer.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], terminal())
	stop()
	os.Exit(code)
}
