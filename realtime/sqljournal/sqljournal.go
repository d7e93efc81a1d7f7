// Package sqljournal keeps the journal of readings in SQL: one compressed blob a
// batch, in a SQLite file of its own (so that it never waits for an edit of the
// catalogue) or in a PostgreSQL table. Concurrent batches share a commit.
package sqljournal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/realtime"
)

//go:embed migrations
var migrations embed.FS

// maxShared bounds how many batches share one commit.
const maxShared = 256

// writeLock is the PostgreSQL advisory lock that nodes take to append. With it,
// ids become visible in their order, so a mark never skips a batch that was
// given a lower id and committed later.
const writeLock = 0x7477696e // "twin"

// Journal is a realtime.Journal.
type Journal struct {
	db      *bun.DB
	codec   codec
	pending chan *appendCall
	done    chan struct{}
	work    sync.WaitGroup
	once    sync.Once

	mu     sync.Mutex
	scenes map[string]*latest
}

var _ realtime.Journal = (*Journal)(nil)

type appendCall struct {
	row    batchRow
	result chan error
}

// batchRow is one batch as it is stored.
type batchRow struct {
	bun.BaseModel `bun:"table:journal_batches"`

	ID       int64  `bun:"id,pk,autoincrement"`
	Scene    string `bun:"scene"`
	Source   string `bun:"source"`
	Received int64  `bun:"received"`
	FirstAt  int64  `bun:"first_at"`
	LastAt   int64  `bun:"last_at"`
	Readings int    `bun:"readings"`
	Data     []byte `bun:"data"`
}

var errClosed = errors.New("the journal is closed")

// Open opens or makes the journal at dsn (see sqldb.Open). Close ends it.
func Open(ctx context.Context, dsn string, log *slog.Logger) (*Journal, error) {
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	files, err := subFS()
	if err == nil {
		err = sqldb.Migrate(ctx, db, files, "journal_migrations", log)
	}
	var c codec
	if err == nil {
		c, err = newCodec()
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j := &Journal{db: db, codec: c, pending: make(chan *appendCall), done: make(chan struct{}), scenes: map[string]*latest{}}
	j.work.Go(j.run)
	return j, nil
}

// Close waits for the commit under way and closes the database.
func (j *Journal) Close() error {
	var err error
	j.once.Do(func() {
		close(j.done)
		j.work.Wait()
		j.codec.close()
		err = j.db.Close()
	})
	return err
}

// Append implements realtime.Journal. Calls that wait for the same commit share
// it.
func (j *Journal) Append(ctx context.Context, b realtime.Batch) error {
	if len(b.Readings) == 0 {
		return nil
	}
	call := &appendCall{row: j.rowOf(b), result: make(chan error, 1)}
	select {
	case j.pending <- call:
	case <-ctx.Done():
		return ctx.Err()
	case <-j.done:
		return errClosed
	}
	select {
	case err := <-call.result:
		return err
	case <-ctx.Done():
		return ctx.Err() // it may yet be recorded
	}
}

func (j *Journal) rowOf(b realtime.Batch) batchRow {
	stored := make([]realtime.Stored, len(b.Readings))
	row := batchRow{Scene: b.Scene, Source: b.Source, Received: b.ReceivedAt, Readings: len(b.Readings)}
	for i, r := range b.Readings {
		stored[i].Reading = r
		at := r.Time.UnixMilli()
		if i == 0 {
			row.FirstAt, row.LastAt = at, at
		}
		row.FirstAt, row.LastAt = min(row.FirstAt, at), max(row.LastAt, at)
	}
	row.Data = j.codec.encode(stored, false)
	return row
}

// run commits what is waiting, again and again.
func (j *Journal) run() {
	for {
		var calls []*appendCall
		select {
		case <-j.done:
			return
		case c := <-j.pending:
			calls = append(calls, c)
		}
		for len(calls) < maxShared {
			select {
			case c := <-j.pending:
				calls = append(calls, c)
				continue
			default:
			}
			break
		}
		err := j.insert(calls)
		for _, c := range calls {
			c.result <- err
		}
	}
}

func (j *Journal) insert(calls []*appendCall) error {
	ctx := context.Background() // a commit for many is not one caller's to cancel
	rows := make([]batchRow, len(calls))
	for i, c := range calls {
		rows[i] = c.row
	}
	return j.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if sqldb.IsPostgres(j.db) {
			if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(?)", writeLock); err != nil {
				return fmt.Errorf("lock journal: %w", err)
			}
		}
		if _, err := tx.NewInsert().Model(&rows).ExcludeColumn("id").Returning("NULL").Exec(ctx); err != nil {
			return fmt.Errorf("append to journal: %w", err)
		}
		return nil
	})
}
