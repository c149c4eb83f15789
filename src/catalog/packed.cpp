#include "catalog/packed.hpp"

#include "error.hpp"

#include <unordered_map>

namespace confiture::catalog {

namespace {

// Numbers take seven bits a byte, the lowest first; a text is its length and its bytes. Positions are written plus one,
// so that "nowhere" is 0.
class Writer {
public:
	explicit Writer(std::size_t bytes) { out_.reserve(bytes); }

	void number(std::uint64_t value) {
		for (; value >= 0x80; value >>= 7)
			out_ += static_cast<char>(value | 0x80);
		out_ += static_cast<char>(value);
	}
	void text(std::string_view text) {
		number(text.size());
		out_ += text;
	}
	void position(Position position) { number(position == nowhere ? 0 : std::uint64_t{position} + 1); }

	// Texts that come again and again, as the names of attributes: a number, and the text at its first time.
	void known(std::string_view name) {
		auto const [found, is_new] = numbers_.try_emplace(name, numbers_.size());
		number(found->second);
		if (is_new)
			text(name);
	}

	std::string take() { return std::move(out_); }

private:
	std::string out_;
	std::unordered_map<std::string_view, std::uint64_t> numbers_;
};

class Reader {
public:
	explicit Reader(std::string_view bytes) : rest_{bytes} {}

	std::uint64_t number() {
		std::uint64_t value = 0;
		for (unsigned shift = 0; shift < 64; shift += 7) {
			if (rest_.empty())
				fail();
			auto const byte = static_cast<unsigned char>(rest_.front());
			rest_.remove_prefix(1);
			value |= std::uint64_t{byte & 0x7fU} << shift;
			if (byte < 0x80)
				return value;
		}
		fail();
	}

	// Of things that take a byte each at least, so that damage does not ask for all memory.
	std::size_t count() {
		std::uint64_t const value = number();
		if (value > rest_.size())
			fail();
		return static_cast<std::size_t>(value);
	}

	std::string_view text() {
		std::size_t const size = count();
		std::string_view const result = rest_.substr(0, size);
		rest_.remove_prefix(size);
		return result;
	}

	Position position(std::size_t objects) {
		std::uint64_t const value = number();
		if (value > objects)
			fail();
		return value == 0 ? nowhere : static_cast<Position>(value - 1);
	}

	std::string_view known() {
		std::uint64_t const index = number();
		if (index > known_.size())
			fail();
		if (index == known_.size())
			known_.push_back(text());
		return known_[index];
	}

	void end() const {
		if (!rest_.empty())
			fail();
	}

	[[noreturn]] static void fail() { throw Error(sqlstate::internal_error, "packed schema snapshot is damaged"); }

private:
	std::string_view rest_;
	std::vector<std::string_view> known_;
};

} // namespace

std::string to_packed(Snapshot const &snapshot) {
	Writer out{snapshot.objects.size() * 96 + 256};
	out.number(static_cast<std::uint64_t>(snapshot.server_version));
	out.text(snapshot.role);
	out.number(snapshot.objects.size());
	for (Object const &object : snapshot.objects) {
		out.number(static_cast<std::uint64_t>(object.kind));
		out.known(object.schema);
		out.text(object.name);
		out.text(object.identity);
		out.position(object.parent);
		out.known(object.owner);
		out.text(object.comment);
		out.number(object.acl.size());
		for (std::string const &item : object.acl)
			out.known(item);
		out.number(object.labels.size());
		for (Label const &label : object.labels) {
			out.known(label.provider);
			out.text(label.text);
		}
		out.number(object.attributes.size());
		for (Attribute const &attribute : object.attributes) {
			out.known(attribute.name);
			out.text(attribute.value);
		}
		out.number(object.depends.size());
		for (Position const position : object.depends)
			out.position(position);
	}
	return out.take();
}

Snapshot from_packed(std::string_view bytes) {
	Reader in{bytes};
	Snapshot snapshot;
	snapshot.server_version = static_cast<int>(in.number());
	snapshot.role = in.text();
	std::size_t const objects = in.count();
	snapshot.objects.reserve(objects);
	for (std::size_t i = 0; i < objects; ++i) {
		Object &object = snapshot.objects.emplace_back();
		std::uint64_t const kind = in.number();
		if (kind >= kind_count)
			Reader::fail();
		object.kind = static_cast<Kind>(kind);
		object.schema = in.known();
		object.name = in.text();
		object.identity = in.text();
		object.parent = in.position(objects);
		object.owner = in.known();
		object.comment = in.text();
		object.acl.resize(in.count());
		for (std::string &item : object.acl)
			item = in.known();
		object.labels.resize(in.count());
		for (Label &label : object.labels) {
			label.provider = in.known();
			label.text = in.text();
		}
		object.attributes.resize(in.count());
		for (Attribute &attribute : object.attributes) {
			attribute.name = in.known();
			attribute.value = in.text();
		}
		object.depends.resize(in.count());
		for (Position &position : object.depends)
			if ((position = in.position(objects)) == nowhere)
				Reader::fail();
	}
	in.end();
	return snapshot;
}

} // namespace confiture::catalog
