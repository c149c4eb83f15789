// What each kind of change does to those who use the tables meanwhile, as data: the locks that it takes and holds to
// the end of its transaction, and what it does under them. Measured on PostgreSQL 15 to 18, and again by
// test/tap/diff_locks.pl.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace confiture::diff {

// In the order of their strength.
enum class Lock : std::uint8_t {
	none,
	access_share,
	row_share,
	row_exclusive,
	share_update_exclusive,
	share,
	share_row_exclusive,
	exclusive,
	access_exclusive,
};

enum class Work : std::uint8_t {
	none,    // changes catalogs
	scan,    // reads all rows
	build,   // reads them and builds an index, or writes one anew
	rewrite, // writes the table anew
};

// What a locked relation is to the change.
enum class Who : std::uint8_t {
	nobody,
	table,       // that the change is about
	index,       // likewise
	referenced,  // by its foreign key
	referencing, // by a foreign key of theirs
	parent,
	parent_index,
	default_partition, // of the parent
	partition,         // of the table
	user,              // has columns of the type
	read,              // by the query
};

struct Locked {
	Who who{};
	Lock lock{};
};

inline constexpr int every_version = 1000000;

struct Effect {
	std::string_view change;
	Work work{};
	std::array<Locked, 5> locked{};
	int since = 0; // server_version_num
	int before = every_version;

	[[nodiscard]] constexpr Lock on(Who who) const {
		for (Locked const &one : locked)
			if (one.who == who)
				return one.lock;
		return Lock::none;
	}
};

// A change by its name in the table; one that is not there does not compile.
class Change {
public:
	consteval Change(char const *name);
	[[nodiscard]] constexpr std::string_view name() const { return name_; }

private:
	std::string_view name_;
};

[[nodiscard]] Effect const &effect_of(Change change, int server_version);

// As in pg_locks; empty: none.
[[nodiscard]] std::string_view to_string(Lock lock);
[[nodiscard]] std::string_view to_string(Who who);
[[nodiscard]] std::string_view to_string(Work work);

// clang-format off
inline constexpr Effect effects[]{
	// columns
	{"ADD COLUMN", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ADD COLUMN, computed for each row", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"DROP COLUMN", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER COLUMN", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER COLUMN SET (...)", Work::none, {{{Who::table, Lock::share_update_exclusive}}}},
	{"ALTER COLUMN TYPE", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER COLUMN TYPE, rows kept", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER COLUMN TYPE, rows kept, checks anew", Work::scan, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER COLUMN TYPE, rows kept, indexes anew", Work::build, {{{Who::table, Lock::access_exclusive}}}},
	{"SET NOT NULL", Work::scan, {{{Who::table, Lock::access_exclusive}}}},
	{"SET NOT NULL, proved", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ADD NOT NULL NOT VALID", Work::none, {{{Who::table, Lock::access_exclusive}}}, 180000},
	{"SET EXPRESSION", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}, 170000},
	{"SET EXPRESSION, virtual", Work::none, {{{Who::table, Lock::access_exclusive}}}, 180000},
	// constraints
	{"ADD CHECK", Work::scan, {{{Who::table, Lock::access_exclusive}}}},
	{"ADD CHECK NOT VALID", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"VALIDATE CHECK", Work::scan, {{{Who::table, Lock::share_update_exclusive}}}},
	{"ADD FOREIGN KEY", Work::scan, {{{Who::table, Lock::share_row_exclusive}, {Who::partition, Lock::share_row_exclusive}, {Who::referenced, Lock::share_row_exclusive}}}},
	{"ADD FOREIGN KEY NOT VALID", Work::none, {{{Who::table, Lock::share_row_exclusive}, {Who::referenced, Lock::share_row_exclusive}}}},
	{"ADD FOREIGN KEY, partitions have it", Work::none, {{{Who::table, Lock::share_row_exclusive}, {Who::partition, Lock::share_row_exclusive}, {Who::referenced, Lock::access_exclusive}}}},
	{"VALIDATE FOREIGN KEY", Work::scan, {{{Who::table, Lock::share_update_exclusive}, {Who::referenced, Lock::row_share}}}},
	{"ADD UNIQUE", Work::build, {{{Who::table, Lock::access_exclusive}}}},
	{"ADD UNIQUE ON ONLY", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ADD UNIQUE USING INDEX", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER CONSTRAINT", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"DROP CONSTRAINT", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"DROP FOREIGN KEY", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::referenced, Lock::access_exclusive}}}},
	// indexes
	{"CREATE INDEX", Work::build, {{{Who::table, Lock::share}, {Who::partition, Lock::share}}}},
	{"CREATE INDEX ON ONLY", Work::none, {{{Who::table, Lock::share}}}},
	{"DROP INDEX", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::index, Lock::access_exclusive}}}},
	{"ALTER INDEX", Work::none, {{{Who::index, Lock::share_update_exclusive}}}},
	{"ALTER INDEX, heeded by readers", Work::none, {{{Who::index, Lock::access_exclusive}}}},
	{"ALTER INDEX SET TABLESPACE", Work::build, {{{Who::index, Lock::access_exclusive}}}},
	{"ALTER INDEX ATTACH PARTITION", Work::none, {{{Who::table, Lock::access_share}, {Who::index, Lock::access_exclusive}, {Who::parent, Lock::access_share}, {Who::parent_index, Lock::share_update_exclusive}}}},
	{"REINDEX INDEX", Work::build, {{{Who::table, Lock::share}, {Who::index, Lock::access_exclusive}}}},
	// tables
	{"CREATE TABLE INHERITS", Work::none, {{{Who::parent, Lock::share_update_exclusive}}}},
	{"CREATE TABLE REFERENCES", Work::none, {{{Who::referenced, Lock::share_row_exclusive}}}},
	{"ALTER TABLE", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER TABLE SET (...)", Work::none, {{{Who::table, Lock::share_update_exclusive}}}},
	{"SET LOGGED", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"SET TABLESPACE", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"SET ACCESS METHOD", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"INSERT", Work::none, {{{Who::table, Lock::row_exclusive}}}},
	{"INHERIT", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::share_update_exclusive}}}},
	{"NO INHERIT", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::access_share}}}},
	{"ATTACH PARTITION", Work::scan, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::share_update_exclusive}, {Who::default_partition, Lock::access_exclusive}, {Who::referenced, Lock::share_row_exclusive}, {Who::referencing, Lock::share_row_exclusive}}}},
	{"ATTACH PARTITION, proved", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::share_update_exclusive}, {Who::default_partition, Lock::access_exclusive}, {Who::referenced, Lock::share_row_exclusive}, {Who::referencing, Lock::share_row_exclusive}}}},
	{"ATTACH PARTITION, indexes built", Work::build, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::share_update_exclusive}, {Who::default_partition, Lock::access_exclusive}, {Who::referenced, Lock::share_row_exclusive}, {Who::referencing, Lock::share_row_exclusive}}}},
	{"ATTACH PARTITION, keys joined", Work::scan, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::share_update_exclusive}, {Who::default_partition, Lock::access_exclusive}, {Who::referenced, Lock::access_exclusive}, {Who::referencing, Lock::share_row_exclusive}}}},
	{"DETACH PARTITION", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::parent, Lock::access_exclusive}, {Who::default_partition, Lock::access_exclusive}}}},
	{"DROP TABLE", Work::none, {{{Who::table, Lock::access_exclusive}, {Who::referenced, Lock::access_exclusive}, {Who::parent, Lock::access_exclusive}, {Who::default_partition, Lock::access_exclusive}}}},
	// what hangs on tables
	{"CREATE TRIGGER", Work::none, {{{Who::table, Lock::share_row_exclusive}}}},
	{"DROP TRIGGER", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"CREATE POLICY", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"CREATE RULE", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"CREATE STATISTICS", Work::none, {{{Who::table, Lock::share_update_exclusive}}}},
	{"ALTER STATISTICS", Work::none, {}},
	{"CREATE PUBLICATION", Work::none, {{{Who::table, Lock::share_update_exclusive}}}},
	{"COMMENT ON TABLE", Work::none, {{{Who::table, Lock::share_update_exclusive}}}},
	{"COMMENT ON INDEX", Work::none, {{{Who::index, Lock::share_update_exclusive}}}},
	{"COMMENT ON CONSTRAINT", Work::none, {{{Who::table, Lock::access_share}}}},
	{"GRANT", Work::none, {}, 0, 180000},
	{"GRANT", Work::none, {{{Who::table, Lock::access_share}}}, 180000},
	// types
	{"ALTER TYPE", Work::none, {}},
	{"ALTER TYPE OF TABLES", Work::none, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER TYPE OF TABLES, rows anew", Work::rewrite, {{{Who::table, Lock::access_exclusive}}}},
	{"ALTER DOMAIN", Work::none, {}},
	{"ALTER DOMAIN, values looked at", Work::scan, {{{Who::user, Lock::share}}}},
	// what locks no table
	{"OTHERS", Work::none, {}},
	{"ALTER SEQUENCE", Work::none, {}},
	{"ALTER SEQUENCE OWNED BY", Work::none, {{{Who::table, Lock::access_share}}}},
	{"CREATE VIEW", Work::none, {{{Who::read, Lock::access_share}}}},
	{"CREATE MATERIALIZED VIEW", Work::scan, {{{Who::read, Lock::access_share}}}},
	{"REFRESH MATERIALIZED VIEW", Work::rewrite, {{{Who::table, Lock::access_exclusive}, {Who::read, Lock::access_share}}}},
	{"REFRESH MATERIALIZED VIEW CONCURRENTLY", Work::scan, {{{Who::table, Lock::exclusive}, {Who::read, Lock::access_share}}}},
};
// clang-format on

consteval Change::Change(char const *name) : name_{name} {
	for (Effect const &effect : effects)
		if (effect.change == name_)
			return;
	throw "no such change";
}

} // namespace confiture::diff
