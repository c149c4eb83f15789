// A database schema as values: every object that pg_dump would write, with every attribute it would write, and what it
// depends on. Two databases with the same schema give equal snapshots, byte for byte, whatever their OIDs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confiture::catalog {

// In the order in which objects are listed.
enum class Kind : std::uint8_t {
	schema,
	extension,
	language,
	access_method,
	collation,
	conversion,
	type, // base, composite, domain, enum, range and shell types: attribute "form"
	function,
	procedure,
	aggregate,
	operator_,
	operator_family,
	operator_class,
	cast,
	transform,
	text_search_parser,
	text_search_template,
	text_search_dictionary,
	text_search_configuration,
	foreign_data_wrapper,
	server,
	user_mapping,
	sequence,
	table, // plain, partitioned, foreign and typed tables: attribute "form"
	view,
	materialized_view,
	column, // of a table, view, materialized view or composite type
	default_value,
	inheritance, // a table's link to a parent: INHERIT or ATTACH PARTITION
	constraint,
	domain_constraint,
	index,
	index_attachment, // an index's link to the index of the partitioned parent
	statistics,
	rule,
	trigger,
	policy,
	publication,
	publication_relation,
	publication_schema,
	subscription,
	event_trigger,
	default_privileges,
	system_privileges, // privileges, comments and labels on an object that initdb or an extension made
};

inline constexpr std::size_t kind_count = static_cast<std::size_t>(Kind::system_privileges) + 1;

struct Attribute {
	std::string name;
	std::string value;

	friend bool operator==(Attribute const &, Attribute const &) = default;
};

struct Label {
	std::string provider;
	std::string text;

	friend bool operator==(Label const &, Label const &) = default;
};

// Where in Snapshot::objects an object stands.
using Position = std::uint32_t;
inline constexpr Position nowhere = ~Position{0};

struct Object {
	Kind kind{};
	std::string schema;       // as stored, not quoted; empty where the kind has none
	std::string name;         // as stored, not quoted
	std::string identity;     // as pg_identify_object says it: quoted and qualified, ready for SQL for most kinds
	Position parent{nowhere}; // the object it is a part of: a column's table, a policy's table
	std::string owner;
	std::string comment;
	std::vector<std::string> acl; // aclitems with the built-in defaults filled in, sorted
	std::vector<Label> labels;
	std::vector<Attribute> attributes; // by name, and only those that say something: absent is false or the default
	std::vector<Position> depends;     // sorted; without the parent

	// The empty string for an absent attribute.
	[[nodiscard]] std::string const &at(std::string_view attribute) const;
	[[nodiscard]] bool is(std::string_view attribute) const { return !at(attribute).empty(); }
	void set(std::string_view attribute, std::string value);

	friend bool operator==(Object const &, Object const &) = default;
};

struct Snapshot {
	int server_version{}; // server_version_num of the server that the snapshot was read from
	std::string role;     // who read it, and so who owns what gets no other owner
	std::vector<Object> objects;

	friend bool operator==(Snapshot const &, Snapshot const &) = default;
};

// The name of a kind in snapshots; unlike object_type(), one for each kind.
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::optional<Kind> kind_of(std::string_view name);

// "table column", "view", …: what pg_identify_object calls the object.
[[nodiscard]] std::string object_type(Snapshot const &snapshot, Object const &object);

// Kind and identity in one text, which is unique in a snapshot.
[[nodiscard]] std::string key(Object const &object);

// Sorts the objects by kind and identity and moves all positions along; sorts attributes by name.
void sort(Snapshot &snapshot);

// The snapshot without some of its objects, and without the parts of those.
[[nodiscard]] Snapshot without(Snapshot snapshot, std::vector<bool> out);

// Finds the objects of a snapshot, which must outlive it and keep their kinds and identities.
class Index {
public:
	explicit Index(Snapshot const &snapshot);
	[[nodiscard]] Position find(Kind kind, std::string_view identity) const;
	[[nodiscard]] Position find(std::string_view key) const;

private:
	// The slot of an object, or the free one where it would be.
	[[nodiscard]] std::size_t slot(Kind kind, std::string_view identity) const;

	std::vector<Object> const *objects_;
	std::vector<Position> slots_; // an open hash table, half empty at least
};

} // namespace confiture::catalog
