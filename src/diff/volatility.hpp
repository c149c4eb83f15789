// Which expressions give another value each time, so that a column with such a default is computed row by row.
#pragma once

#include "diff/side.hpp"

#include <array>
#include <string_view>

namespace confiture::diff {

// The volatile functions of PostgreSQL 15 to 18 that no prefix below tells.
inline constexpr std::array<std::string_view, 44> volatile_functions{"amvalidate",
																	 "array_sample",
																	 "array_shuffle",
																	 "bernoulli",
																	 "brin_desummarize_range",
																	 "brin_summarize_new_values",
																	 "brin_summarize_range",
																	 "brinhandler",
																	 "bthandler",
																	 "clock_timestamp",
																	 "current_query",
																	 "currtid2",
																	 "currval",
																	 "cursor_to_xml",
																	 "cursor_to_xmlschema",
																	 "gen_random_uuid",
																	 "gin_clean_pending_list",
																	 "ginhandler",
																	 "gisthandler",
																	 "hashhandler",
																	 "heap_tableam_handler",
																	 "lastval",
																	 "loread",
																	 "lowrite",
																	 "nextval",
																	 "plpgsql_call_handler",
																	 "plpgsql_inline_handler",
																	 "plpgsql_validator",
																	 "query_to_xml",
																	 "query_to_xml_and_xmlschema",
																	 "query_to_xmlschema",
																	 "random",
																	 "random_normal",
																	 "set_config",
																	 "setseed",
																	 "setval",
																	 "spghandler",
																	 "system",
																	 "timeofday",
																	 "ts_rewrite",
																	 "ts_stat",
																	 "txid_status",
																	 "uuidv4",
																	 "uuidv7"};
// With these in front a function is taken for volatile.
inline constexpr std::array<std::string_view, 4> volatile_prefixes{"pg_", "lo_", "binary_upgrade_", "dsnowball_"};

// What is not known, a function of an extension, counts as volatile.
[[nodiscard]] bool is_volatile(Side const &side, std::string_view expression);

// Whether the type is a domain with such a default.
[[nodiscard]] bool has_volatile_default(Side const &side, std::string_view type);

} // namespace confiture::diff
