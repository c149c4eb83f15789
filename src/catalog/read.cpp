#include "catalog/read.hpp"

#include "catalog/queries.hpp"

#include <algorithm>
#include <charconv>

namespace confiture::catalog {

namespace {

// Catalog, OID and sub-OID in one number: sub-OIDs are column numbers, catalogs have OIDs below 2^14.
using Address = std::uint64_t;

constexpr Address address(std::uint64_t catalog, std::uint64_t oid, std::uint64_t sub) {
	return catalog << 48 | (sub & 0xffff) << 32 | oid;
}

std::uint64_t number(std::optional<std::string_view> text) {
	std::uint64_t value = 0;
	if (text)
		std::from_chars(text->data(), text->data() + text->size(), value);
	return value;
}

// "catalog:oid" or "catalog:oid:sub"
Address parse_address(std::string_view text) {
	std::size_t const first = text.find(':');
	std::size_t const second = text.find(':', first + 1);
	return address(number(text.substr(0, first)), number(text.substr(first + 1, second - first - 1)),
				   second == std::string_view::npos ? 0 : number(text.substr(second + 1)));
}

class SnapshotReader {
public:
	explicit SnapshotReader(RunQuery const &run) : run_{run} {}

	Snapshot read() {
		run_("SELECT current_setting('server_version_num'), current_user", [&](Names, Cells row) {
			snapshot_.server_version = static_cast<int>(number(row[0]));
			snapshot_.role = row[1].value_or("");
		});
		read_objects();
		resolve_parents();
		read_dependencies();
		read_comments();
		read_labels();
		leave_out_members();
		sort(snapshot_);
		return std::move(snapshot_);
	}

private:
	// One probe for all kinds spares the planning of queries that would find nothing.
	void read_objects() {
		std::vector<CatalogQuery> const queries = catalog_queries(snapshot_.server_version);
		std::string probe = "SELECT ";
		for (CatalogQuery const &query : queries)
			probe += std::string{query.probe.empty() ? "true" : query.probe} + ", ";
		probe += "true";

		std::vector<bool> wanted;
		run_(probe, [&](Names, Cells row) {
			for (auto const &cell : row)
				wanted.push_back(cell == "t");
		});
		for (std::size_t i = 0; i < queries.size(); ++i)
			if (wanted.at(i))
				run_(queries[i].sql, [&](Names columns, Cells row) { add(queries[i], columns, row); });
	}

	void add(CatalogQuery const &query, Names columns, Cells row) {
		Position const position = static_cast<Position>(snapshot_.objects.size());
		Object &object = snapshot_.objects.emplace_back();
		object.kind = query.kind;
		std::uint64_t oid = 0;
		std::uint64_t sub = 0;
		Address parent = 0;
		for (std::size_t i = 0; i < columns.size(); ++i) {
			if (!row[i] || row[i]->empty())
				continue;
			std::string_view const column = columns[i];
			std::string_view const value = *row[i];
			if (column == "oid")
				oid = number(value);
			else if (column == "sub")
				sub = number(value);
			else if (column == "schema")
				object.schema = value;
			else if (column == "name")
				object.name = value;
			else if (column == "identity")
				object.identity = value;
			else if (column == "parent")
				parent = parse_address(value);
			else if (column == "owner")
				object.owner = value;
			else if (column == "acl") {
				object.acl = array_elements(value);
				std::sort(object.acl.begin(), object.acl.end());
			} else if (column == "needs")
				needs_.emplace_back(position, parse_address(value));
			else if (column == "alias")
				add_aliases(value, position);
			else
				object.attributes.push_back({std::string{column}, std::string{value}});
		}
		positions_.emplace(address(query.catalog, oid, sub), position);
		parents_.push_back(parent);
	}

	void add_aliases(std::string_view text, Position position) {
		while (!text.empty()) {
			std::size_t const space = text.find(' ');
			positions_.emplace(parse_address(text.substr(0, space)), position);
			text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
		}
	}

	void resolve_parents() {
		for (Position position = 0; position < snapshot_.objects.size(); ++position)
			if (parents_[position] != 0)
				snapshot_.objects[position].parent = find(parents_[position]);
	}

	[[nodiscard]] Position find(Address wanted) const {
		auto found = positions_.find(wanted);
		if (found == positions_.end())
			found = positions_.find(wanted & ~(std::uint64_t{0xffff} << 32));
		return found == positions_.end() ? nowhere : found->second;
	}

	void read_dependencies() {
		struct Edge {
			Address from;
			Address to;
		};
		std::vector<Edge> edges;
		run_(std::string{dependency_query}, [&](Names, Cells row) {
			Address const from = address(number(row[0]), number(row[1]), number(row[2]));
			Address const to = address(number(row[3]), number(row[4]), number(row[5]));
			switch (row[6]->front()) {
			case 'e': {
				Position const extension = find(to);
				if (extension == nowhere && number(row[4]) >= 16384)
					break;
				members_[from] = extension;
				break;
			}
			case 'x': {
				Position const dependent = find(from);
				Position const extension = find(to);
				if (dependent != nowhere && extension != nowhere) {
					Object &object = snapshot_.objects[dependent];
					std::string names = object.at("extensions");
					names += (names.empty() ? "" : ", ") + snapshot_.objects[extension].identity;
					object.set("extensions", std::move(names));
					object.depends.push_back(extension);
				}
				break;
			}
			case 'P':
			case 'S':
				break; // a part of a partition depends on the parent's only as long as it is attached
			default:
				edges.push_back({from, to});
			}
		});
		for (Edge const &edge : edges) {
			Position const from = find(edge.from);
			if (from == nowhere)
				continue;
			Position to = find(edge.to);
			if (auto const member = members_.find(edge.to & ~(std::uint64_t{0xffff} << 32)); member != members_.end())
				to = member->second;
			if (to == nowhere || to == from)
				continue;
			Object &object = snapshot_.objects[from];
			Kind const target = snapshot_.objects[to].kind;
			bool const through_parent = object.parent == to;
			bool const ownership = object.kind == Kind::sequence && (target == Kind::column || target == Kind::table);
			bool const link = object.kind == Kind::table && target == Kind::table;
			bool const part_of_itself = snapshot_.objects[to].parent == from;
			if (!through_parent && !ownership && !link && !part_of_itself)
				object.depends.push_back(to);
		}
		for (auto const &[position, needed] : needs_)
			if (Position const target = find(needed); target != nowhere)
				snapshot_.objects[position].depends.push_back(target);
		for (Object &object : snapshot_.objects) {
			std::sort(object.depends.begin(), object.depends.end());
			object.depends.erase(std::unique(object.depends.begin(), object.depends.end()), object.depends.end());
		}
	}

	void read_comments() {
		run_(std::string{comment_query}, [&](Names, Cells row) {
			Address const where = address(number(row[0]), number(row[1]), number(row[2]));
			auto const found = positions_.find(where);
			if (found == positions_.end())
				return;
			Object &object = snapshot_.objects[found->second];
			if (object.kind == Kind::constraint && number(row[0]) == pg_class)
				object.set("index_comment", std::string{*row[3]});
			else if (object.kind == Kind::type && number(row[0]) == pg_class)
				return;
			else
				object.comment = *row[3];
		});
	}

	void read_labels() {
		run_(std::string{label_query}, [&](Names, Cells row) {
			auto const found = positions_.find(address(number(row[0]), number(row[1]), number(row[2])));
			if (found != positions_.end())
				snapshot_.objects[found->second].labels.push_back({std::string{*row[3]}, std::string{*row[4]}});
		});
	}

	// What an extension made is the extension's, with all its parts.
	void leave_out_members() {
		std::vector<Object> &objects = snapshot_.objects;
		std::vector<Position> stands_for(objects.size());
		std::vector<bool> out(objects.size());
		for (Position position = 0; position < objects.size(); ++position)
			stands_for[position] = position;
		for (auto const &[member, extension] : members_) {
			auto const found = positions_.find(member);
			if (found == positions_.end())
				continue;
			out[found->second] = true;
			stands_for[found->second] = extension;
		}
		for (bool more = true; more;) {
			more = false;
			for (Position position = 0; position < objects.size(); ++position) {
				Position const parent = objects[position].parent;
				if (!out[position] && parent != nowhere && out[parent]) {
					out[position] = more = true;
					stands_for[position] = stands_for[parent];
				}
			}
		}

		std::vector<Position> moved(objects.size(), nowhere);
		std::vector<Object> kept;
		kept.reserve(objects.size());
		for (Position position = 0; position < objects.size(); ++position)
			if (!out[position]) {
				moved[position] = static_cast<Position>(kept.size());
				kept.push_back(std::move(objects[position]));
			}
		for (Object &object : kept) {
			if (object.parent != nowhere)
				object.parent = moved[object.parent];
			std::vector<Position> depends;
			for (Position const position : object.depends)
				if (Position const target = stands_for[position]; target != nowhere)
					depends.push_back(moved[target]);
			std::sort(depends.begin(), depends.end());
			depends.erase(std::unique(depends.begin(), depends.end()), depends.end());
			object.depends = std::move(depends);
		}
		objects = std::move(kept);
	}

	RunQuery const &run_;
	Snapshot snapshot_;
	std::unordered_map<Address, Position> positions_;
	std::unordered_map<Address, Position> members_; // of extensions; nowhere: of one that is not in the snapshot
	std::vector<Address> parents_;
	std::vector<std::pair<Position, Address>> needs_;
};

} // namespace

Snapshot read_snapshot(RunQuery const &run) { return SnapshotReader{run}.read(); }

std::vector<std::string> array_elements(std::string_view text) {
	std::vector<std::string> elements;
	if (text.size() < 2)
		return elements;
	text = text.substr(1, text.size() - 2);
	if (text.empty())
		return elements;
	std::string current;
	bool quoted = false;
	for (std::size_t i = 0; i < text.size(); ++i) {
		char const c = text[i];
		if (c == '\\' && i + 1 < text.size())
			current += text[++i];
		else if (c == '"')
			quoted = !quoted;
		else if (c == ',' && !quoted)
			elements.push_back(std::exchange(current, {}));
		else
			current += c;
	}
	elements.push_back(std::move(current));
	return elements;
}

} // namespace confiture::catalog
