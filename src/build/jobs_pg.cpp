#include "build/jobs_pg.hpp"

#include "build/execute_pg.hpp"
#include "build/launcher_pg.hpp"
#include "build/message.hpp"
#include "build/names.hpp"
#include "build/pool_pg.hpp"
#include "build/runner_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "catalog/packed.hpp"
#include "pg/transaction.hpp"
#include "script/script_pg.hpp"

#include <chrono>

namespace confiture::build {

// ---- Statements -----------------------------------------------------------------------------------------------------

void run_at_top_level(std::string const &statement) {
	execute(statement, true);
	pg::commit_and_begin();
}

static std::string statements_job(std::string const &request) {
	for (std::string const &statement : unpack(request))
		run_at_top_level(statement);
	return {};
}

void run_statements(pg::Session const &session, std::vector<std::string> const &statements) {
	(void) pg::run_in_worker(session, "statements", pack(statements));
}

// ---- A part of a build ----------------------------------------------------------------------------------------------

static std::string pack_pairs(script::Variables const &variables) {
	std::vector<std::string> fields;
	for (auto const &[name, value] : variables) {
		fields.push_back(name);
		fields.push_back(value);
	}
	return pack(fields);
}

static script::Variables unpack_pairs(std::string const &packed) {
	std::vector<std::string> const fields = unpack(packed);
	script::Variables pairs;
	for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
		pairs[fields[i]] = fields[i + 1];
	return pairs;
}

static std::string pack_numbers(std::vector<std::size_t> const &numbers) {
	std::vector<std::string> fields;
	for (std::size_t const number : numbers)
		fields.push_back(std::to_string(number));
	return pack(fields);
}

static std::string pack_files(std::vector<script::File> const &files) {
	std::vector<std::string> fields;
	for (script::File const &file : files) {
		fields.push_back(file.path);
		fields.push_back(std::to_string(file.bytes));
	}
	return pack(fields);
}

static std::vector<script::File> unpack_files(std::string const &packed) {
	std::vector<std::string> const fields = unpack(packed);
	std::vector<script::File> files;
	for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
		files.push_back({fields[i], std::stoull(fields[i + 1])});
	return files;
}

static std::string pack_part(Part const &part) {
	return pack(std::vector<std::string>{part.path, pack_files(part.files), pack_pairs(part.variables),
										 part.resolve ? "1" : "", std::to_string(part.first_file),
										 pack_numbers(part.stops), std::to_string(part.seconds_per_byte * 1e9),
										 std::to_string(part.seconds_so_far), part.reads_schema ? "1" : ""});
}

static Part unpack_part(std::string const &packed) {
	std::vector<std::string> const fields = unpack(packed);
	Part part{fields.at(0), unpack_files(fields.at(1)), unpack_pairs(fields.at(2)), !fields.at(3).empty(),
			  std::stoull(fields.at(4))};
	for (std::string const &stop : unpack(fields.at(5)))
		part.stops.push_back(std::stoull(stop));
	part.seconds_per_byte = std::stod(fields.at(6)) / 1e9;
	part.seconds_so_far = std::stod(fields.at(7));
	part.reads_schema = !fields.at(8).empty();
	return part;
}

static std::string pack_result(PartResult const &result) {
	return pack(std::vector<std::string>{std::to_string(result.next_file), std::to_string(result.seconds_so_far),
										 pack(result.extensions), pack_pairs(result.included), result.schema});
}

static PartResult unpack_result(std::string const &packed) {
	std::vector<std::string> const fields = unpack(packed);
	return {std::stoull(fields.at(0)), std::stod(fields.at(1)), unpack(fields.at(2)), unpack_pairs(fields.at(3)),
			fields.at(4)};
}

template <typename Body>
static void for_each_file(Oid database, Body &&body) {
	namespace fs = std::filesystem;
	std::error_code problem;
	for (fs::directory_iterator file(fs::path("base") / std::to_string(database), problem), end;
		 !problem && file != end; file.increment(problem))
		body(*file);
}

std::uint64_t bytes_of_database(Oid database) {
	// not pg_database_size, which asks for the right to connect
	std::uint64_t bytes = 0;
	for_each_file(database, [&](std::filesystem::directory_entry const &file) {
		std::error_code gone;
		std::uint64_t const size = file.file_size(gone);
		bytes += gone ? 0 : size;
	});
	return bytes;
}

std::uint64_t files_of_database(Oid database) {
	std::uint64_t count = 0;
	for_each_file(database, [&](auto const &) { ++count; });
	return count;
}

// A point is worth keeping when what it saves the next build is more than making this copy and using it take. Of
// several that would do, the last saves most: an earlier one has to be worth the copies of those after it, too.
static bool is_worth_keeping(Part const &part, std::size_t stop, double seconds) {
	static constexpr double least_gain = 2;
	double const copy = part.seconds_per_byte * static_cast<double>(bytes_of_database(MyDatabaseId));
	auto const here_or_later = std::ranges::count_if(part.stops, [&](std::size_t other) { return other >= stop; });
	return seconds > least_gain * copy * static_cast<double>(here_or_later);
}

static std::string part_job(std::string const &request) {
	Part const part = unpack_part(request);
	script::Tree const tree = script::tree_of_files(part.path, part.files);
	std::vector<script::File> const &files = tree.files();
	Options options;
	options.variables = part.variables;
	options.resolve = part.resolve;

	// The database is worth something only when it is whole; the rename at the end makes all of it durable.
	pg::call([] { SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_OVERRIDE); });
	auto const start = std::chrono::steady_clock::now();
	auto const seconds = [&] {
		return part.seconds_so_far + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
	};
	Runner runner(tree, options, Runner::Mode::commits);
	runner.begin(files);
	std::size_t next = part.first_file;
	while (next < files.size()) {
		runner.run(std::span(files).subspan(next, 1));
		++next;
		if (std::ranges::find(part.stops, next) != part.stops.end() && runner.can_go_on_elsewhere() &&
			is_worth_keeping(part, next, seconds()))
			break;
	}
	if (next == files.size())
		runner.finish();
	std::vector<std::string> extensions;
	for (pg::Row const &row : pg::catalog_query("SELECT extname FROM pg_extension ORDER BY extname").rows)
		extensions.push_back(*row.at(0));
	script::Variables included;
	for (std::string const &file : runner.included_files())
		included[file] = tree.sha256(file);
	PartResult result{next, seconds(), std::move(extensions), std::move(included), {}};
	if (part.reads_schema && next == files.size())
		result.schema = catalog::to_packed(catalog::read_this_database());
	return pack_result(result);
}

PartResult run_part(pg::Session const &session, Part const &part) {
	return unpack_result(pg::run_in_worker(session, "build", pack_part(part)));
}

// ---- Dropping -------------------------------------------------------------------------------------------------------

static std::string drop_job(std::string const &database) {
	if (OidIsValid(pg::call([&] { return get_database_oid(database.c_str(), true); })))
		run_at_top_level("DROP DATABASE " + script::quoted_identifier(database) + " WITH (FORCE)");
	return {};
}

void drop_in_background(pg::Session const &session, std::string const &database, When when) {
	TransactionId const transaction =
		when == When::after_transaction ? GetTopTransactionIdIfAny() : InvalidTransactionId;
	if (!pg::start_worker(session, "drop", database, transaction))
		pg::call([&] {
			ereport(WARNING, (errmsg("could not start a background worker to drop database \"%s\"", database.c_str()),
							  errhint("It is dropped later; you might need to increase \"max_worker_processes\".")));
		});
}

void register_jobs() {
	pg::register_job("statements", statements_job);
	pg::register_job("build", part_job);
	pg::register_job("drop", drop_job);
	pg::register_job("claim", claim_job);
	pg::register_job("refill", refill_job);
	pg::register_job("maintain", maintain_job);
}

} // namespace confiture::build
