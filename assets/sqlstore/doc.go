// Package sqlstore keeps the records of the assets room in SQLite or PostgreSQL.
// Tables: asset_blobs (bytes by SHA-256), assets, asset_versions, asset_uploads.
package sqlstore
