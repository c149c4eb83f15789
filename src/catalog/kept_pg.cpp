#include "catalog/kept_pg.hpp"

#include "catalog/queries.hpp"
#include "script/digest.hpp"

#include <charconv>
#include <fstream>
#include <unistd.h>

namespace confiture::catalog {

namespace fs = std::filesystem;

namespace {

fs::path const folder = "confiture/snapshots"; // below the data directory

// To be raised when what is made of the queries' results changes, or how it is packed.
constexpr int format_version = 1;

// What a library would read into a snapshot: another one's are not taken for its own.
std::string const &form() {
	static std::string const form = [] {
		script::Digest digest;
		digest.add_field(std::to_string(format_version));
		for (CatalogQuery const &query : catalog_queries(PG_VERSION_NUM))
			digest.add_field(query.sql);
		return digest.hex();
	}();
	return form;
}

fs::path file_of(Oid database, std::string const &name) { return folder / (std::to_string(database) + '_' + name); }

// The first line of a file: a file that a crash left with another content does not fit it.
std::string head_of(std::string const &mark, std::string_view packed) {
	pg_crc32c sum;
	INIT_CRC32C(sum);
	COMP_CRC32C(sum, packed.data(), packed.size());
	FIN_CRC32C(sum);
	return form() + ' ' + mark + ' ' + std::to_string(packed.size()) + ' ' + std::to_string(sum) + '\n';
}

// Those of databases that are gone, and all but the latest of texts, of which there is no end.
void forget_some() {
	static constexpr std::size_t texts_kept = 32;
	std::vector<std::pair<fs::file_time_type, fs::path>> texts;
	std::error_code problem;
	for (fs::directory_iterator file(folder, problem), end; !problem && file != end; file.increment(problem)) {
		std::string const name = file->path().filename().string();
		Oid database = InvalidOid;
		auto const [stop, bad] = std::from_chars(name.data(), name.data() + name.size(), database);
		bool const is_kept = bad == std::errc{} && *stop == '_';
		if (!is_kept || !pg::call([&] { return SearchSysCacheExists1(DATABASEOID, ObjectIdGetDatum(database)); }))
			fs::remove(file->path(), problem);
		else if (std::string_view{stop}.starts_with("_text"))
			texts.emplace_back(file->last_write_time(problem), file->path());
	}
	std::ranges::sort(texts, std::greater<>{});
	for (std::size_t i = texts_kept; i < texts.size(); ++i)
		fs::remove(texts[i].second, problem);
}

} // namespace

std::optional<std::string> kept_snapshot(Oid database, std::string const &name, std::string const &mark) {
	std::ifstream in{file_of(database, name), std::ios::binary | std::ios::ate};
	if (!in)
		return {};
	std::string text(static_cast<std::size_t>(in.tellg()), '\0');
	in.seekg(0);
	in.read(text.data(), static_cast<std::streamsize>(text.size()));
	std::size_t const line = text.find('\n');
	if (!in || line == std::string::npos)
		return {};
	std::string packed = text.substr(line + 1);
	if (text.substr(0, line + 1) != head_of(mark, packed))
		return {};
	return packed;
}

void keep_snapshot(Oid database, std::string const &name, std::string const &mark, std::string const &packed) {
	std::error_code problem;
	fs::create_directories(folder, problem);
	forget_some();
	fs::path const file = file_of(database, name);
	fs::path const draft = file.string() + '.' + std::to_string(MyProcPid);
	{
		std::ofstream out{draft, std::ios::binary};
		out << head_of(mark, packed) << packed;
		if (!out.flush()) {
			fs::remove(draft, problem);
			return;
		}
	}
	fs::rename(draft, file, problem);
}

} // namespace confiture::catalog
