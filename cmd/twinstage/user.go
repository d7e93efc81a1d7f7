package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/cmd/twinstage/app"
	"github.com/twinstage/twinstage/internal/access"
)

type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Make an administrator. Prints the password if it made one up."`
	Passwd userPasswdCmd `cmd:"" help:"Set a user's password and end their sessions. Prints the password if it made one up."`
	List   userListCmd   `cmd:"" help:"List users."`
}

// operator is the permit of whoever can run commands on the server's data: the
// machine's own permissions decided that already.
func operator() access.Permit { return access.System("cli") }

// withAccounts opens the server's data, without serving, for one piece of work.
func (s settings) withAccounts(ctx context.Context, std stdio, work func(*accounts.Service) error) error {
	if s.LogLevel == "" {
		s.LogLevel = "warn" // the answer is on standard output; what went well needs no log
	}
	cfg, log, err := s.load(std, nil)
	if err != nil {
		return err
	}
	rooms, err := app.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	return errors.Join(work(rooms.Accounts), rooms.Close())
}

// firstAdmin makes the first administrator and shows the password, once.
func firstAdmin(ctx context.Context, s *accounts.Service, std stdio) error {
	password, err := s.EnsureAdmin(ctx)
	if err != nil || password == "" {
		return err
	}
	fmt.Fprintf(std.err, "\nFirst start. Administrator: %s   password: %s\n(shown this once; `twinstage user passwd %[1]s` sets another)\n\n", accounts.AdminName, password)
	return nil
}

type passwordFlag struct {
	PasswordStdin bool `help:"Read the password from the first line of standard input instead of making one up."`
}

// choose gives the password, and whether it was made up and has to be shown.
func (p passwordFlag) choose(std stdio) (password string, made bool, err error) {
	if !p.PasswordStdin {
		return accounts.RandomPassword(), true, nil
	}
	line, err := bufio.NewReader(io.LimitReader(std.in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, fmt.Errorf("read password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), false, nil
}

type userAddCmd struct {
	settings
	passwordFlag
	Name string `arg:"" help:"The name to sign in with."`
}

// Run makes an administrator; other roles come with the pages that use them.
func (c userAddCmd) Run(ctx context.Context, std stdio) error {
	password, made, err := c.choose(std)
	if err != nil {
		return err
	}
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		n := accounts.NewPerson{Name: c.Name, Password: password, Role: accounts.RoleAdmin}
		if _, err := s.AddPerson(ctx, operator(), n); err != nil {
			return err
		}
		return show(std, password, made)
	})
}

type userPasswdCmd struct {
	settings
	passwordFlag
	Name string `arg:"" help:"Whose password."`
}

// Run sets a password.
func (c userPasswdCmd) Run(ctx context.Context, std stdio) error {
	password, made, err := c.choose(std)
	if err != nil {
		return err
	}
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		if err := s.SetPassword(ctx, operator(), c.Name, password); err != nil {
			return err
		}
		return show(std, password, made)
	})
}

func show(std stdio, password string, made bool) error {
	if !made {
		return nil
	}
	_, err := fmt.Fprintln(std.out, password)
	return err
}

type userListCmd struct{ settings }

// Run lists users.
func (c userListCmd) Run(ctx context.Context, std stdio) error {
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		people, err := s.People(ctx, operator())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tROLE\tDISTRICTS\tMADE")
		for _, p := range people {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Name, p.Role, dash(strings.Join(p.Districts, ",")), when(p.CreatedAt))
		}
		return w.Flush()
	})
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// when is a time in a table: UTC, to the second, "-" for never.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
