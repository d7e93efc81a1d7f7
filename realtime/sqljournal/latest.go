package sqljournal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/realtime"
)

// checkpointEvery is how many batches may follow a checkpoint; so many are read
// again at start.
const checkpointEvery = 500

// readAtOnce bounds the memory of reading batches.
const readAtOnce = 200

// latest is the newest reading of each indicator of a scene, among the batches
// up to a place in the journal.
type latest struct {
	mu     sync.Mutex
	loaded bool
	upto   int64
	behind int // batches since the checkpoint
	newest map[string]newest
}

type newest struct {
	realtime.Stored
	id int64 // of its batch
}

type latestRow struct {
	bun.BaseModel `bun:"table:journal_latest"`

	Scene string `bun:"scene,pk"`
	Upto  int64  `bun:"upto"`
	Data  []byte `bun:"data"`
}

func subFS() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

// Latest implements realtime.Journal. It reads what was appended since it was
// last asked, by any node, and remembers the newest of each indicator.
func (j *Journal) Latest(ctx context.Context, scene string, after realtime.Mark) ([]realtime.Stored, realtime.Mark, error) {
	j.mu.Lock()
	l := j.scenes[scene]
	if l == nil {
		l = &latest{newest: map[string]newest{}}
		j.scenes[scene] = l
	}
	j.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := j.advance(ctx, scene, l); err != nil {
		return nil, after, fmt.Errorf("read journal of %s: %w", scene, err)
	}
	var out []realtime.Stored
	for _, n := range l.newest {
		if n.id > int64(after) {
			out = append(out, n.Stored)
		}
	}
	return out, realtime.Mark(l.upto), nil
}

func (j *Journal) advance(ctx context.Context, scene string, l *latest) error {
	if !l.loaded {
		if err := j.loadCheckpoint(ctx, scene, l); err != nil {
			return err
		}
	}
	for {
		n, err := j.readOn(ctx, scene, l)
		if err != nil {
			return err
		}
		if l.behind += n; n < readAtOnce {
			break
		}
	}
	if l.behind < checkpointEvery {
		return nil
	}
	return j.saveCheckpoint(ctx, scene, l)
}

// readOn takes the next batches into l.
func (j *Journal) readOn(ctx context.Context, scene string, l *latest) (int, error) {
	var rows []batchRow
	err := j.db.NewSelect().Model(&rows).Where("scene = ?", scene).Where("id > ?", l.upto).OrderExpr("id").Limit(readAtOnce).Scan(ctx)
	if err != nil {
		return 0, err
	}
	for i := range rows {
		row := &rows[i]
		err := j.codec.decode(row.Data, false, func(r realtime.Stored) {
			r.Source, r.ReceivedAt = row.Source, row.Received
			l.offer(newest{r, row.ID})
		})
		if err != nil {
			return 0, fmt.Errorf("batch %d: %w", row.ID, err)
		}
		l.upto = row.ID
	}
	return len(rows), nil
}

// offer keeps the newer by source time; of equals the one journalled later.
func (l *latest) offer(n newest) {
	if was, ok := l.newest[n.Indicator]; !ok || !n.Time.Before(was.Time) {
		l.newest[n.Indicator] = n
	}
}

func (j *Journal) loadCheckpoint(ctx context.Context, scene string, l *latest) error {
	var row latestRow
	err := j.db.NewSelect().Model(&row).Where("scene = ?", scene).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		l.loaded = true
		return nil
	}
	if err == nil {
		err = j.codec.decode(row.Data, true, func(r realtime.Stored) { l.offer(newest{r, row.Upto}) })
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	l.loaded, l.upto = true, row.Upto
	return nil
}

func (j *Journal) saveCheckpoint(ctx context.Context, scene string, l *latest) error {
	all := make([]realtime.Stored, 0, len(l.newest))
	for _, x := range l.newest {
		all = append(all, x.Stored)
	}
	row := latestRow{Scene: scene, Upto: l.upto, Data: j.codec.encode(all, true)}
	_, err := j.db.NewInsert().Model(&row).On("CONFLICT (scene) DO UPDATE").
		Set("upto = excluded.upto").Set("data = excluded.data").Where("latest_row.upto < excluded.upto").Exec(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	l.behind = 0
	return nil
}
