package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/twinstage/twinstage/accounts"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token and print it, alone. It is not shown again."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token for good."`
	List   tokenListCmd   `cmd:"" help:"List tokens, without their secrets."`
}

type tokenAddCmd struct {
	settings
	Scene   string   `required:"" placeholder:"SLUG" help:"The scene it is for, or '*' for every scene."`
	Purpose []string `required:"" help:"What it is for: readings, upload, live:staff or live:leader; several parted by commas."`
	Label   string   `help:"Who holds it, for the list."`
}

// Run makes a token.
func (c tokenAddCmd) Run(ctx context.Context, std stdio) error {
	n := accounts.NewToken{Scene: c.Scene, Label: c.Label}
	for _, p := range c.Purpose {
		n.Purposes = append(n.Purposes, accounts.Purpose(p))
	}
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		_, secret, err := s.AddToken(ctx, operator(), n)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, secret)
		return err
	})
}

type tokenRevokeCmd struct {
	settings
	ID string `arg:"" name:"id" help:"The token's id, from the list."`
}

// Run revokes a token.
func (c tokenRevokeCmd) Run(ctx context.Context, std stdio) error {
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		return s.RevokeToken(ctx, operator(), c.ID)
	})
}

type tokenListCmd struct{ settings }

// Run lists tokens.
func (c tokenListCmd) Run(ctx context.Context, std stdio) error {
	return c.withAccounts(ctx, std, func(s *accounts.Service) error {
		tokens, err := s.Tokens(ctx, operator())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tSCENE\tPURPOSES\tLABEL\tMADE\tUSED\tREVOKED")
		for _, t := range tokens {
			fmt.Fprintf(w, "%s\t%s\t%v\t%s\t%s\t%s\t%s\n", t.ID, t.Scene, t.Purposes, dash(t.Label), when(t.CreatedAt), when(t.UsedAt), when(t.RevokedAt))
		}
		return w.Flush()
	})
}
