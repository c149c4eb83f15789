#include "pg/spi.hpp"

#include "pg/settings.hpp"

namespace confiture::pg {

Table query(std::string const &sql, std::span<std::string const> parameters) {
	std::vector<Oid> types(parameters.size(), TEXTOID);
	std::vector<Datum> values;
	MemoryContext const outer = CurrentMemoryContext;
	call([] { SPI_connect(); });
	values.reserve(parameters.size());
	for (std::string const &parameter : parameters) {
		values.push_back(call([&] {
			return PointerGetDatum(cstring_to_text_with_len(parameter.data(), static_cast<int>(parameter.size())));
		}));
	}
	int const result = call([&] {
		PushActiveSnapshot(GetTransactionSnapshot());
		int const code = SPI_execute_with_args(sql.c_str(), static_cast<int>(types.size()), types.data(), values.data(),
											   nullptr, false, 0);
		PopActiveSnapshot();
		return code;
	});
	if (result < 0)
		throw Error(sqlstate::internal_error, std::string("could not run query: ") + SPI_result_code_string(result));

	Table table;
	if (SPI_tuptable != nullptr) {
		TupleDesc const description = SPI_tuptable->tupdesc;
		for (int column = 1; column <= description->natts; ++column)
			table.columns.emplace_back(NameStr(TupleDescAttr(description, column - 1)->attname));
		table.rows.reserve(SPI_tuptable->numvals);
		for (std::uint64_t i = 0; i < SPI_tuptable->numvals; ++i) {
			Row &row = table.rows.emplace_back();
			for (int column = 1; column <= description->natts; ++column) {
				char const *const value =
					call([&] { return SPI_getvalue(SPI_tuptable->vals[i], description, column); });
				row.push_back(value == nullptr ? std::nullopt : std::optional<std::string>(value));
			}
		}
	}
	call([&] {
		SPI_finish();
		MemoryContextSwitchTo(outer);
	});
	return table;
}

Table catalog_query(std::string const &sql, std::vector<std::string> const &parameters) {
	LocalSettings settings{{"search_path", "pg_catalog, pg_temp"}};
	Table table = query(sql, parameters);
	settings.end();
	return table;
}

void for_each_named_row(std::string const &sql, VisitNamedRow const &visit) {
	MemoryContext const outer = CurrentMemoryContext;
	struct {
		Portal portal;
		MemoryContext batch;
	} cursor{};
	call([&] {
		SPI_connect();
		PushActiveSnapshot(GetTransactionSnapshot());
		SPIPlanPtr const plan = SPI_prepare(sql.c_str(), 0, nullptr);
		if (plan == nullptr)
			elog(ERROR, "could not prepare query: %s", SPI_result_code_string(SPI_result));
		cursor.portal = SPI_cursor_open(nullptr, plan, nullptr, nullptr, true);
		cursor.batch = AllocSetContextCreate(CurrentMemoryContext, "rows of a query", ALLOCSET_DEFAULT_SIZES);
	});
	std::vector<char const *> columns, values;
	for (;;) {
		call([&] { SPI_cursor_fetch(cursor.portal, true, 1000); });
		std::uint64_t const count = SPI_processed;
		SPITupleTable *const table = SPI_tuptable;
		if (count == 0)
			break;
		values.resize(static_cast<std::size_t>(table->tupdesc->natts));
		columns.clear();
		for (int column = 0; column < table->tupdesc->natts; ++column)
			columns.push_back(NameStr(TupleDescAttr(table->tupdesc, column)->attname));
		for (std::uint64_t i = 0; i < count; ++i) {
			call([&] {
				CHECK_FOR_INTERRUPTS();
				MemoryContext const before = MemoryContextSwitchTo(cursor.batch);
				for (std::size_t column = 0; column < values.size(); ++column)
					values[column] = SPI_getvalue(table->vals[i], table->tupdesc, static_cast<int>(column) + 1);
				MemoryContextSwitchTo(before);
			});
			visit(columns, values);
			call([&] { MemoryContextReset(cursor.batch); });
		}
		call([&] { SPI_freetuptable(table); });
	}
	call([&] {
		SPI_cursor_close(cursor.portal);
		PopActiveSnapshot();
		SPI_finish();
		MemoryContextSwitchTo(outer);
	});
}

void for_each_row(std::string const &sql, VisitRow const &visit) {
	for_each_named_row(sql, [&](auto, std::span<char const *const> values) { visit(values); });
}

} // namespace confiture::pg
