package sqlstore

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/scenes"
)

// wordIndex is the full-text index, the one thing in which the dialects
// differ. Words are a-z and 0-9 only (scenes/search.go), so both tokenizers
// take them as they are and no quoting is needed in either query language.
type wordIndex interface {
	add(ctx context.Context, tx bun.Tx, scene int64, words []string) error
	remove(ctx context.Context, tx bun.Tx, scene int64) error
	match(sel *bun.SelectQuery, terms []scenes.Term)
}

// fts5 is SQLite's.
type fts5 struct{}

func (fts5) add(ctx context.Context, tx bun.Tx, scene int64, words []string) error {
	_, err := tx.NewRaw("INSERT INTO scene_words (rowid, words) VALUES (?, ?)", scene, strings.Join(words, " ")).Exec(ctx)
	return err
}

func (fts5) remove(ctx context.Context, tx bun.Tx, scene int64) error {
	_, err := tx.NewRaw("DELETE FROM scene_words WHERE rowid = ?", scene).Exec(ctx)
	return err
}

func (fts5) match(sel *bun.SelectQuery, terms []scenes.Term) {
	sel.Where("id IN (SELECT rowid FROM scene_words WHERE scene_words MATCH ?)", expression(terms, "*", " AND "))
}

// tsvector is PostgreSQL's.
type tsvector struct{}

func (tsvector) add(ctx context.Context, tx bun.Tx, scene int64, words []string) error {
	_, err := tx.NewRaw("INSERT INTO scene_words (scene_id, words) VALUES (?, to_tsvector('simple', ?))", scene, strings.Join(words, " ")).Exec(ctx)
	return err
}

func (tsvector) remove(ctx context.Context, tx bun.Tx, scene int64) error {
	_, err := tx.NewRaw("DELETE FROM scene_words WHERE scene_id = ?", scene).Exec(ctx)
	return err
}

func (tsvector) match(sel *bun.SelectQuery, terms []scenes.Term) {
	sel.Where("id IN (SELECT scene_id FROM scene_words WHERE words @@ to_tsquery('simple', ?))", expression(terms, ":*", " & "))
}

func expression(terms []scenes.Term, prefix, and string) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = t.Word
		if t.Prefix {
			parts[i] += prefix
		}
	}
	return strings.Join(parts, and)
}
