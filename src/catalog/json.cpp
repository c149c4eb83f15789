#include "catalog/json.hpp"

#include "error.hpp"

#include <charconv>

namespace confiture::catalog {

namespace {

constexpr int format_version = 1;

void append_key(std::string &out, std::string_view key) {
	append_json_string(out, key);
	out += ": ";
}

// Just enough JSON for what to_json writes, in any layout.
class Reader {
public:
	explicit Reader(std::string_view text) : text_{text} {}

	void expect(char c) {
		if (!accept(c))
			fail(std::string{"expected \""} + c + "\"");
	}

	bool accept(char c) {
		skip_space();
		if (at_ >= text_.size() || text_[at_] != c)
			return false;
		++at_;
		return true;
	}

	std::string string() {
		expect('"');
		std::string result;
		while (true) {
			std::size_t const stop = text_.find_first_of("\"\\", at_);
			if (stop == std::string_view::npos)
				fail("unterminated string");
			result += text_.substr(at_, stop - at_);
			at_ = stop + 1;
			if (text_[stop] == '"')
				return result;
			escape(result);
		}
	}

	std::int64_t number() {
		skip_space();
		std::int64_t value = 0;
		auto const [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
		if (error != std::errc{})
			fail("expected a number");
		at_ = static_cast<std::size_t>(end - text_.data());
		return value;
	}

	// Calls visit for each key, which must read the value.
	template <typename Visit>
	void object(Visit &&visit) {
		expect('{');
		if (accept('}'))
			return;
		do {
			std::string const key = string();
			expect(':');
			visit(key);
		} while (accept(','));
		expect('}');
	}

	template <typename Visit>
	void array(Visit &&visit) {
		expect('[');
		if (accept(']'))
			return;
		do
			visit();
		while (accept(','));
		expect(']');
	}

	void end() {
		skip_space();
		if (at_ != text_.size())
			fail("text after the end");
	}

	[[noreturn]] void fail(std::string const &what) const {
		throw Error(sqlstate::invalid_parameter_value, "invalid schema snapshot",
					what + " at byte " + std::to_string(at_) + ".");
	}

private:
	void skip_space() {
		while (at_ < text_.size() &&
			   (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
			++at_;
	}

	void escape(std::string &result) {
		if (at_ >= text_.size())
			fail("unterminated string");
		switch (char const c = text_[at_++]) {
		case '"':
		case '\\':
		case '/':
			result += c;
			return;
		case 'n':
			result += '\n';
			return;
		case 't':
			result += '\t';
			return;
		case 'r':
			result += '\r';
			return;
		case 'b':
			result += '\b';
			return;
		case 'f':
			result += '\f';
			return;
		case 'u': {
			unsigned code = hex();
			if (code >= 0xd800 && code < 0xdc00) {
				if (text_.substr(at_, 2) != "\\u")
					fail("invalid surrogate");
				at_ += 2;
				code = 0x10000 + ((code - 0xd800) << 10) + (hex() - 0xdc00);
			}
			append_utf8(result, code);
			return;
		}
		}
		fail("invalid escape");
	}

	unsigned hex() {
		unsigned code = 0;
		if (at_ + 4 > text_.size() ||
			std::from_chars(text_.data() + at_, text_.data() + at_ + 4, code, 16).ptr != text_.data() + at_ + 4)
			fail("invalid escape");
		at_ += 4;
		return code;
	}

	static void append_utf8(std::string &out, unsigned code) {
		auto const add = [&](unsigned byte) { out += static_cast<char>(byte); };
		if (code < 0x80)
			add(code);
		else if (code < 0x800) {
			add(0xc0 | code >> 6);
			add(0x80 | (code & 0x3f));
		} else if (code < 0x10000) {
			add(0xe0 | code >> 12);
			add(0x80 | (code >> 6 & 0x3f));
			add(0x80 | (code & 0x3f));
		} else {
			add(0xf0 | code >> 18);
			add(0x80 | (code >> 12 & 0x3f));
			add(0x80 | (code >> 6 & 0x3f));
			add(0x80 | (code & 0x3f));
		}
	}

	std::string_view text_;
	std::size_t at_{0};
};

void append_object(std::string &out, Snapshot const &snapshot, Object const &object) {
	out += "{";
	append_key(out, "kind");
	append_json_string(out, to_string(object.kind));
	auto const text = [&](std::string_view name, std::string_view value) {
		if (value.empty())
			return;
		out += ", ";
		append_key(out, name);
		append_json_string(out, value);
	};
	text("identity", object.identity);
	text("schema", object.schema);
	text("name", object.name);
	if (object.parent != nowhere)
		text("parent", key(snapshot.objects[object.parent]));
	text("owner", object.owner);
	text("comment", object.comment);
	auto const open = [&](std::string_view name, char bracket) {
		out += ", ";
		append_key(out, name);
		out += bracket;
	};
	if (!object.acl.empty()) {
		open("acl", '[');
		for (std::string const &item : object.acl) {
			out += &item == &object.acl.front() ? "" : ", ";
			append_json_string(out, item);
		}
		out += ']';
	}
	if (!object.labels.empty()) {
		open("labels", '{');
		for (Label const &label : object.labels) {
			out += &label == &object.labels.front() ? "" : ", ";
			append_key(out, label.provider);
			append_json_string(out, label.text);
		}
		out += '}';
	}
	if (!object.attributes.empty()) {
		open("attributes", '{');
		for (Attribute const &attribute : object.attributes) {
			out += &attribute == &object.attributes.front() ? "" : ", ";
			append_key(out, attribute.name);
			append_json_string(out, attribute.value);
		}
		out += '}';
	}
	if (!object.depends.empty()) {
		open("depends", '[');
		for (Position const position : object.depends) {
			out += position == object.depends.front() ? "" : ", ";
			append_json_string(out, key(snapshot.objects[position]));
		}
		out += ']';
	}
	out += "}";
}

} // namespace

void append_json_string(std::string &out, std::string_view text) {
	out += '"';
	for (char const c : text) {
		switch (c) {
		case '"':
			out += "\\\"";
			break;
		case '\\':
			out += "\\\\";
			break;
		case '\n':
			out += "\\n";
			break;
		case '\t':
			out += "\\t";
			break;
		case '\r':
			out += "\\r";
			break;
		default:
			if (static_cast<unsigned char>(c) < 0x20) {
				constexpr char digits[] = "0123456789abcdef";
				out += "\\u00";
				out += digits[static_cast<unsigned char>(c) >> 4];
				out += digits[static_cast<unsigned char>(c) & 0xf];
			} else
				out += c;
		}
	}
	out += '"';
}

std::string to_json(Snapshot const &snapshot) {
	std::string out;
	out.reserve(snapshot.objects.size() * 256 + 256);
	out += "{";
	append_key(out, "format");
	out += std::to_string(format_version) + ", ";
	append_key(out, "server_version");
	out += std::to_string(snapshot.server_version) + ", ";
	append_key(out, "role");
	append_json_string(out, snapshot.role);
	out += ", ";
	append_key(out, "objects");
	out += "[";
	for (Object const &object : snapshot.objects) {
		out += &object == &snapshot.objects.front() ? "\n" : ",\n";
		append_object(out, snapshot, object);
	}
	out += snapshot.objects.empty() ? "]}\n" : "\n]}\n";
	return out;
}

Snapshot from_json(std::string_view text) {
	Reader reader{text};
	Snapshot snapshot;
	std::vector<std::string> parents;
	std::vector<std::vector<std::string>> depends;
	reader.object([&](std::string const &key) {
		if (key == "format") {
			if (reader.number() != format_version)
				reader.fail("unknown format");
		} else if (key == "server_version")
			snapshot.server_version = static_cast<int>(reader.number());
		else if (key == "role")
			snapshot.role = reader.string();
		else if (key == "objects")
			reader.array([&] {
				Object object;
				std::string parent;
				std::vector<std::string> needs;
				reader.object([&](std::string const &field) {
					if (field == "kind") {
						std::string const name = reader.string();
						std::optional<Kind> const kind = kind_of(name);
						if (!kind)
							reader.fail("unknown kind \"" + name + "\"");
						object.kind = *kind;
					} else if (field == "identity")
						object.identity = reader.string();
					else if (field == "schema")
						object.schema = reader.string();
					else if (field == "name")
						object.name = reader.string();
					else if (field == "parent")
						parent = reader.string();
					else if (field == "owner")
						object.owner = reader.string();
					else if (field == "comment")
						object.comment = reader.string();
					else if (field == "acl")
						reader.array([&] { object.acl.push_back(reader.string()); });
					else if (field == "labels")
						reader.object([&](std::string const &provider) {
							object.labels.push_back({provider, reader.string()});
						});
					else if (field == "attributes")
						reader.object([&](std::string const &name) {
							object.attributes.push_back({name, reader.string()});
						});
					else if (field == "depends")
						reader.array([&] { needs.push_back(reader.string()); });
					else
						reader.fail("unknown field \"" + field + "\"");
				});
				snapshot.objects.push_back(std::move(object));
				parents.push_back(std::move(parent));
				depends.push_back(std::move(needs));
			});
		else
			reader.fail("unknown key \"" + key + "\"");
	});
	reader.end();

	Index const index{snapshot};
	auto const find = [&](std::string const &key) {
		Position const position = index.find(key);
		if (position == nowhere)
			throw Error(sqlstate::invalid_parameter_value, "invalid schema snapshot", "There is no " + key + ".");
		return position;
	};
	for (std::size_t i = 0; i < snapshot.objects.size(); ++i) {
		if (!parents[i].empty())
			snapshot.objects[i].parent = find(parents[i]);
		for (std::string const &key : depends[i])
			snapshot.objects[i].depends.push_back(find(key));
	}
	sort(snapshot);
	return snapshot;
}

} // namespace confiture::catalog
