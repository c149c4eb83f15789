#include "build/template_pg.hpp"

#include "build/build_lock_pg.hpp"
#include "build/facts_pg.hpp"
#include "build/names.hpp"
#include "build/own_databases_pg.hpp"
#include "build/pool_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "script/script_pg.hpp"

#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace confiture::build {

using script::quoted_identifier;
using script::quoted_literal;

// ---- Use ------------------------------------------------------------------------------------------------------------

// A file for each template, below the data directory: a byte for each clone, and the time of the last; for a tree that
// was built without a template of its own, too. Writing it takes no lock, so clones of one template do not wait for
// each other.
static std::string use_file(std::string const &key) { return "confiture/templates/" + key; }

void note_use(std::string const &key) {
	std::error_code ignored;
	std::filesystem::create_directories("confiture/templates", ignored);
	int const file = open(use_file(key).c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		return; // only statistics
	(void) !write(file, ".", 1);
	close(file);
}

static bool was_used(std::string const &key) { return access(use_file(key).c_str(), F_OK) == 0; }

// ---- The registry ---------------------------------------------------------------------------------------------------

struct Registered {
	Template found;
	Facts facts;
	TemplateRow row;
};

// What the comment on a template's database says, as facts_comment wrote it; nothing where somebody has changed it.
static std::optional<Registered> read_registered(OwnDatabase const &database) {
	std::string const comment = comment_on_database(database.oid);
	Datum json = 0;
	if (comment.empty() || pg::attempt([&] { json = DirectFunctionCall1(jsonb_in, CStringGetDatum(comment.c_str())); }))
		return {};
	std::map<std::string, std::string> facts;
	try {
		for (auto const &[name, value] : pg::to_fields(json, "facts"))
			facts[name] = value.value_or("");
	} catch (Error const &) {
		return {};
	}
	for (char const *name : {"bytes", "roles", "all_roles", "extensions", "included", "database", "created_at"})
		if (facts[name].empty())
			return {};
	std::string const key = database.name.substr(template_prefix.size());
	std::uint64_t const bytes = std::stoull(facts["bytes"]);
	TimestampTz created_at;
	std::string owner;
	pg::call([&] {
		created_at =
			DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(facts["created_at"].c_str()),
													ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	});
	if (char const *const name = pg::call([&] { return GetUserNameFromId(database.owner, true); }))
		owner = name;
	return Registered{
		{key, database.name, bytes},
		{facts["roles"], facts["all_roles"], facts["extensions"], facts["control_files"], facts["included"]},
		{key, database.name, owner, database.owner, static_cast<Oid>(std::stoul(facts["database"])), bytes, created_at,
		 created_at, 0}};
}

// What the registry says of the templates whose names start with "prefix", whoever owns them, by key.
static std::map<std::string, Registered> registry(std::string_view prefix = template_prefix) {
	std::map<std::string, Registered> templates;
	for (OwnDatabase const &database : own_databases(prefix)) {
		if (auto entry = read_registered(database))
			templates.emplace(entry->found.key, std::move(*entry));
	}
	return templates;
}

// Those of them that the current role owns.
static std::map<std::string, Registered> own_templates(std::string_view prefix = template_prefix) {
	std::map<std::string, Registered> templates = registry(prefix);
	std::erase_if(templates, [](auto const &entry) { return entry.second.row.owner_oid != GetUserId(); });
	return templates;
}

static std::string facts_comment(Plan const &plan, Template const &made, std::size_t file_count,
								 std::vector<std::string> const &extensions, script::Variables const &included) {
	Facts const facts = facts_now(plan, extensions, included);
	return pg::catalog_query("SELECT jsonb_build_object('bytes', $1, 'files', $2::int, 'roles', $3, 'all_roles', $4, "
							 "'extensions', $5, 'control_files', $6, 'created_at', clock_timestamp(), "
							 "'database', $7::oid, 'included', $8)",
							 {std::to_string(made.bytes), std::to_string(file_count), facts.roles, facts.all_roles,
							  facts.extensions, facts.control_files, std::to_string(plan.session.database),
							  facts.included})
		.rows.at(0)
		.at(0)
		.value();
}

std::optional<Template> find_template(Plan const &plan) {
	auto const templates = own_templates(template_name(plan.keys.back()));
	auto const found = templates.find(plan.keys.back());
	if (found == templates.end() || !is_up_to_date(plan, found->second.facts))
		return {};
	return found->second.found;
}

std::vector<TemplateRow> all_templates() {
	std::vector<TemplateRow> rows;
	for (auto const &[key, entry] : registry()) {
		TemplateRow row = entry.row;
		struct stat status;
		if (stat(use_file(key).c_str(), &status) == 0) {
			row.clones = status.st_size;
			row.last_used_at = std::max<TimestampTz>(row.last_used_at,
													 pg::call([&] { return time_t_to_timestamptz(status.st_mtime); }));
		}
		rows.push_back(std::move(row));
	}
	return rows;
}

// ---- Building -------------------------------------------------------------------------------------------------------

// Copying files is one sequential pass, but each file costs an fsync, and the whole two checkpoints. Copying through
// WAL has neither, and writes everything twice. The border is that of bench/build/clone.
static bool is_faster_to_copy_files(std::string const &source, std::uint64_t bytes) {
	static constexpr std::uint64_t bytes_for_checkpoints = 150'000'000;
	static constexpr std::uint64_t bytes_per_file = 100'000;
	if (bytes < bytes_for_checkpoints)
		return false;
	Oid const database = pg::call([&] { return get_database_oid(source.c_str(), false); });
	return bytes >= bytes_for_checkpoints + bytes_per_file * files_of_database(database);
}

std::vector<std::string> clone_statements(std::string const &name, std::string const &source, std::uint64_t bytes,
										  std::string const &options) {
	bool const copy_files = is_faster_to_copy_files(source, bytes);
	std::vector<std::string> statements;
	if (copy_files && pg::share_copied_blocks != nullptr)
		statements.emplace_back(pg::share_copied_blocks);
	statements.push_back("CREATE DATABASE " + quoted_identifier(name) + " TEMPLATE " + quoted_identifier(source) +
						 " STRATEGY " + (copy_files ? "file_copy" : "wal_log") + ' ' + options);
	return statements;
}

// The statements that turn a built database into a template. What it depends on comes first, so that no database has
// the name of a template without.
static std::vector<std::string> seal_statements(std::string const &database, Template const &made,
												std::string const &facts) {
	std::string const name = quoted_identifier(database);
	return {"COMMENT ON DATABASE " + name + " IS " + quoted_literal(facts),
			"ALTER DATABASE " + name + " RENAME TO " + quoted_identifier(made.database)};
}

// Keeps a copy of a database that is being built as the template of the files that it holds so far, unless somebody
// else is quicker.
static void keep_point(Plan const &plan, std::string const &database, Template const &point, std::string const &facts) {
	if (OidIsValid(pg::call([&] { return get_database_oid(point.database.c_str(), true); })))
		return;
	std::string const copy = new_building_name(point.key.substr(0, 16));
	auto const failure = pg::try_in_subtransaction([&] {
		std::vector<std::string> statements = clone_statements(copy, database, point.bytes, "ALLOW_CONNECTIONS false");
		std::ranges::move(seal_statements(copy, point, facts), std::back_inserter(statements));
		run_statements(plan.session, statements);
	});
	if (!failure)
		return;
	drop_in_background(plan.session, copy, When::now);
	if (failure->state != sqlstate::duplicate_database && failure->state != sqlstate::unique_violation)
		throw *failure;
}

// Where a build may pause to keep a copy: after a half, three quarters, seven eighths of its bytes.
static std::vector<std::size_t> possible_stops(std::vector<script::File> const &files) {
	std::uint64_t total = 0;
	for (script::File const &file : files)
		total += file.bytes + 1;
	std::vector<std::size_t> stops;
	std::uint64_t rest = total / 2;
	std::uint64_t passed = 0;
	for (std::size_t i = 0; i < files.size() && stops.size() < 3; ++i) {
		passed += files[i].bytes + 1;
		if (total - passed <= rest && i + 1 < files.size()) {
			stops.push_back(i + 1);
			rest = (total - passed) / 2;
		}
	}
	return stops;
}

// Where a build begins: at the template of the longest prefix of its files, or at nothing.
struct Start {
	std::optional<Template> base;
	std::size_t files = 0; // that it holds
	script::Variables included;
};

static Start start_of(Plan const &plan) {
	auto const templates = own_templates();
	for (std::size_t count = plan.files.size(); count-- > 1;) {
		auto const found = templates.find(plan.keys[count]);
		if (found != templates.end() && is_up_to_date(plan, found->second.facts))
			return {found->second.found, count, included_in(found->second.facts)};
	}
	return {};
}

// What somebody builds for.
enum class Purpose {
	database,  // which may become a template
	templates, // of the whole, and of parts of it
	schema,    // a template, and what its schema is
};

struct Built {
	std::string database;
	std::vector<std::string> extensions;
	script::Variables included;
};

// The new database that a build fills.
struct Begun {
	Oid database;
	std::optional<double> seconds; // that copying it took
};

static Begun begin_database(Plan const &plan, Start const &start, std::string const &database) {
	std::string const options = "ALLOW_CONNECTIONS false";
	std::optional<double> seconds;
	if (!plan.use_pool || !start.base || !claim_from_pool(plan.session, start.base->key, database)) {
		auto const begin = std::chrono::steady_clock::now();
		run_statements(plan.session, start.base
										 ? clone_statements(database, start.base->database, start.base->bytes, options)
										 : clone_statements(database, "template0", 0, options));
		seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
	}
	if (start.base)
		note_use(start.base->key);
	Oid const made = pg::call([&] {
		AcceptInvalidationMessages();
		return get_database_oid(database.c_str(), false);
	});
	return {made, seconds};
}

static Built build(Plan const &plan, Start const &start, Purpose purpose) {
	Built built{new_building_name(plan.keys.back().substr(0, 16)), {}, start.included};
	Begun const begun = begin_database(plan, start, built.database);
	or_drop(plan.session, built.database, [&] {
		pg::Session inside = plan.session;
		inside.even_if_closed = true;
		inside.database = begun.database;
		Part part{plan.path, plan.files, plan.options.variables, plan.options.resolve, start.files};
		part.reads_schema = purpose == Purpose::schema;
		if (purpose == Purpose::templates && begun.seconds) {
			part.stops = possible_stops(plan.files);
			part.seconds_per_byte =
				*begun.seconds / static_cast<double>(std::max<std::uint64_t>(bytes_of_database(begun.database), 1));
		}
		while (part.first_file < plan.files.size() || plan.files.empty()) {
			PartResult const result = run_part(inside, part);
			built.extensions = result.extensions;
			for (auto const &[path, sha256] : result.included)
				built.included[path] = sha256;
			part.first_file = result.next_file;
			part.seconds_so_far = result.seconds_so_far;
			if (result.next_file >= plan.files.size()) {
				if (part.reads_schema)
					catalog::keep(begun.database, plan.keys.back(), result.schema);
				break;
			}
			std::string const &key = plan.keys[result.next_file];
			Template const point{key, template_name(key), bytes_of_database(inside.database)};
			keep_point(plan, built.database, point,
					   facts_comment(plan, point, result.next_file, result.extensions, built.included));
		}
	});
	if (plan.use_pool && start.base)
		refill_pool(plan.session, start.base->key);
	return built;
}

std::string build_database(Plan const &plan) { return build(plan, start_of(plan), Purpose::database).database; }

static std::variant<Template, std::string> find_or_build(Plan const &plan, Purpose purpose) {
	std::string const &key = plan.keys.back();
	if (auto found = find_template(plan))
		return *found;
	BuildLock lock(key, BuildLock::Purpose::build);
	if (auto found = find_template(plan)) { // somebody else has built it meanwhile
		lock.release();
		return *found;
	}
	std::string const name = template_name(key);
	if (OidIsValid(pg::call([&] { return get_database_oid(name.c_str(), true); })))
		drop_template(plan.session, key); // out of date
	Start const start = start_of(plan);
	bool const is_worth_a_template = purpose == Purpose::schema || !start.base || was_used(key);
	Built const built = build(plan, start,
							  purpose == Purpose::schema ? purpose
							  : is_worth_a_template      ? Purpose::templates
														 : Purpose::database);
	return or_drop(plan.session, built.database, [&]() -> std::variant<Template, std::string> {
		if (!is_worth_a_template) { // nothing is kept under the key, so it need not be that of what was run
			note_use(key);
			lock.release();
			return built.database;
		}
		check_unchanged(plan);
		Oid const database = pg::call([&] { return get_database_oid(built.database.c_str(), false); });
		Template const made{key, name, bytes_of_database(database)};
		run_statements(plan.session,
					   seal_statements(built.database, made,
									   facts_comment(plan, made, plan.files.size(), built.extensions, built.included)));
		lock.release();
		return made;
	});
}

std::variant<Template, std::string> find_or_build(Plan const &plan) { return find_or_build(plan, Purpose::database); }

Template find_or_build_schema(Plan const &plan) { return std::get<Template>(find_or_build(plan, Purpose::schema)); }

// ---- Dropping -------------------------------------------------------------------------------------------------------

void drop_template(pg::Session const &session, std::string const &key) {
	std::vector<std::string> statements;
	for (std::string const &database : droppable_pool_databases(key))
		statements.push_back("DROP DATABASE IF EXISTS " + quoted_identifier(database));
	statements.push_back("DROP DATABASE IF EXISTS " + quoted_identifier(template_name(key)));
	run_statements(session, statements);
	unlink(use_file(key).c_str());
}

// Trees that got no template, and were last built before then.
static void forget_use_before(std::time_t time) {
	std::error_code problem;
	for (std::filesystem::directory_iterator file("confiture/templates", problem), end; !problem && file != end;
		 file.increment(problem)) {
		std::string const key = file->path().filename().string();
		struct stat status;
		if (stat(file->path().c_str(), &status) == 0 && status.st_mtime < time &&
			own_databases(template_name(key)).empty())
			unlink(file->path().c_str());
	}
}

int prune_templates(pg::Session const &session, double seconds_to_keep) {
	int count = 0;
	TimestampTz const now = GetCurrentTimestamp();
	bool const all = pg::call([] { return superuser(); });
	for (TemplateRow const &row : all_templates()) {
		if ((!all && row.owner_oid != GetUserId()) ||
			static_cast<double>(now - row.last_used_at) < seconds_to_keep * 1e6)
			continue;
		drop_template(session, row.key);
		++count;
	}
	forget_use_before(static_cast<std::time_t>(timestamptz_to_time_t(now) - seconds_to_keep));
	return count;
}

} // namespace confiture::build
