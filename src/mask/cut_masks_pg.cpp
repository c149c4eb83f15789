#include "mask/cut_masks_pg.hpp"

#include "mask/dictionary_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

// Masks of texts one by one, which a limit may cut.
bool is_comparable(ColumnRule const &rule) {
	return !rule.keeps() && rule.type_class == Type::text && !type_info(rule.type, rule.typmod).array &&
		   compiled_part(rule.call) == &rule.call && masks_values(rule.call) && !rule.needs_row() &&
		   find_strategy(rule.call.strategy)->floor != Floor::server;
}

bool are_masked_alike(ColumnRule const &a, ColumnRule const &b) {
	return a.call == b.call && a.domain == b.domain && a.unique == b.unique;
}

// No limit is the longest.
bool is_longer(std::size_t a, std::size_t b) { return b != 0 && (a == 0 || a > b); }

std::unique_ptr<Mask> mask_for(ColumnRule const &rule, std::size_t length, Dictionaries const &dictionaries) {
	Target const target{.type = rule.type_class, .max_length = length, .unique = rule.unique, .domain = rule.domain};
	return compile(rule.call, target, {current_keys(), dictionaries});
}

std::vector<std::string> values_of(MaskedColumn const &column, std::size_t sample) {
	std::vector<std::string> values;
	pg::LocalSettings settings{{"confiture.masking", "off"}, {"row_security", "off"}};
	for (pg::Row &row :
		 pg::catalog_query("SELECT " + column.column + " FROM " + column.table + " LIMIT " + std::to_string(sample))
			 .rows)
		if (row[0])
			values.push_back(std::move(*row[0]));
	settings.end();
	return values;
}

// Of the values that both masks take; what one refuses is another problem.
std::size_t count_different(Mask const &mask, Mask const &other, std::vector<std::string> const &values) {
	std::size_t different = 0;
	std::string first;
	std::string second;
	for (std::string const &value : values) {
		pg::check_for_interrupts();
		first.clear();
		second.clear();
		try {
			mask.text(value, {}, first);
			other.text(value, {}, second);
		} catch (Error const &) {
			continue;
		}
		different += first == second ? 0 : 1;
	}
	return different;
}

} // namespace

std::vector<CutMasks> find_cut_masks(std::vector<MaskedColumn> const &columns, std::size_t sample) {
	std::vector<CutMasks> found;
	if (!is_utf8_database()) // masks would have to be given converted values
		return found;
	std::shared_ptr<Dictionaries const> const dictionaries = current_dictionaries();
	for (std::size_t i = 0; i < columns.size(); ++i) {
		ColumnRule const &rule = *columns[i].rule;
		if (!columns[i].is_read || rule.max_length == 0 || !is_comparable(rule))
			continue;
		CutMasks cut{i, {}, 0, 0};
		auto const error = pg::try_in_subtransaction([&] {
			std::map<std::size_t, std::size_t> different; // by length
			std::vector<std::string> values;
			for (std::size_t other = 0; other < columns.size(); ++other) {
				ColumnRule const &wider = *columns[other].rule;
				if (!is_longer(wider.max_length, rule.max_length) || !is_comparable(wider) ||
					!are_masked_alike(rule, wider))
					continue;
				if (values.empty())
					values = values_of(columns[i], sample);
				auto const [place, is_new] = different.try_emplace(wider.max_length);
				if (is_new)
					place->second = count_different(*mask_for(rule, rule.max_length, *dictionaries),
													*mask_for(rule, wider.max_length, *dictionaries), values);
				if (place->second > 0)
					cut.others.push_back(other);
				cut.cut = std::max(cut.cut, place->second);
			}
			cut.sample = values.size();
		});
		if (!error && !cut.others.empty())
			found.push_back(std::move(cut));
	}
	return found;
}

} // namespace confiture::mask
