#include "mask/xml.hpp"

#include <algorithm>
#include <charconv>

#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

constexpr std::string_view spaces = " \t\r\n";

// The document is none that can be masked with certainty.
struct Uncertain {};

std::string_view without_prefix(std::string_view name) {
	std::size_t const colon = name.rfind(':');
	return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What XML 1.0 allows to stand for itself, or as a reference.
bool is_character(char32_t c) {
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
		   (c >= 0x10000 && c < 0x110000);
}

void append_unescaped(std::string_view text, std::string &out) {
	while (!text.empty()) {
		std::size_t const next = std::min(text.find('&'), text.size());
		out.append(text.substr(0, next));
		text.remove_prefix(next);
		if (text.empty())
			return;
		std::size_t const end = text.find(';');
		if (end == std::string_view::npos)
			throw Uncertain{};
		std::string_view const name = text.substr(1, end - 1);
		text.remove_prefix(end + 1);
		if (name == "amp") {
			out.push_back('&');
		} else if (name == "lt") {
			out.push_back('<');
		} else if (name == "gt") {
			out.push_back('>');
		} else if (name == "quot") {
			out.push_back('"');
		} else if (name == "apos") {
			out.push_back('\'');
		} else if (name.starts_with('#')) {
			bool const hexadecimal = name.starts_with("#x");
			char const *const start = name.data() + (hexadecimal ? 2 : 1), *const stop = name.data() + name.size();
			std::uint32_t code = 0;
			auto const [at, error] = std::from_chars(start, stop, code, hexadecimal ? 16 : 10);
			if (error != std::errc{} || at != stop || !is_character(code))
				throw Uncertain{};
			utf8::append(out, code);
		} else {
			throw Uncertain{};
		}
	}
}

void append_escaped(std::string_view text, std::string &out) {
	while (!text.empty()) {
		char32_t const c = utf8::take(text);
		switch (c) {
		case '&':
			out.append("&amp;");
			break;
		case '<':
			out.append("&lt;");
			break;
		case '>':
			out.append("&gt;");
			break;
		case '"':
			out.append("&quot;");
			break;
		case '\'':
			out.append("&apos;");
			break;
		case '\t':
		case '\n':
		case '\r':
			out.append("&#").append(std::to_string(static_cast<unsigned>(c))).append(1, ';');
			break;
		default:
			if (is_character(c))
				utf8::append(out, c);
		}
	}
}

std::string masked(Leaf const &leaf, std::string const &value, Row const &row) {
	std::string out;
	if (leaf.text) {
		leaf.text->text(value, row, out);
	} else if (auto const number = parse_decimal(value); leaf.number && number) {
		if (is_short(*number))
			append(out, leaf.number->numeric(*number, row));
		else
			append(out, leaf.number->numeric(to_long(*number), row));
	}
	return out; // of what is no number, a mask of numbers leaves nothing
}

class Walk {
public:
	Walk(Leaves const &leaves, std::string_view document, Row const &row)
		: leaves_{leaves}, rest_{document}, row_{row}, leaf_{found()} {}

	std::string run() {
		while (!rest_.empty()) {
			if (rest_.starts_with("<!--"))
				aside("-->");
			else if (rest_.starts_with("<![CDATA["))
				character_data();
			else if (rest_.starts_with("<?"))
				aside("?>");
			else if (rest_.starts_with("<!"))
				document_type();
			else if (rest_.starts_with("</"))
				end_element();
			else if (rest_.starts_with('<'))
				begin_element();
			else
				text();
		}
		flush();
		if (!way_.empty())
			throw Uncertain{};
		return std::move(out_);
	}

private:
	[[nodiscard]] Leaf const *found() const {
		Leaf const *const leaf = leaves_.find(way_);
		return leaf == nullptr || leaf->keep ? nullptr : leaf;
	}

	std::string_view take(std::size_t size) {
		std::string_view const taken = rest_.substr(0, size);
		rest_.remove_prefix(size);
		return taken;
	}
	std::string_view take_through(std::string_view end, std::size_t from) {
		std::size_t const at = rest_.find(end, from);
		if (at == std::string_view::npos)
			throw Uncertain{};
		return take(at + end.size());
	}

	// A comment or processing instruction. In what is masked there may be anything in it.
	void aside(std::string_view end) {
		std::string_view const whole = take_through(end, end == "-->" ? 4 : 2);
		bool const is_declaration = whole.starts_with("<?xml") && spaces.find(whole[5]) != std::string_view::npos;
		if (leaf_ == nullptr || is_declaration)
			out_.append(whole);
	}

	void document_type() {
		std::string_view const whole = take_through(">", 2);
		if (!whole.starts_with("<!DOCTYPE") || whole.find('[') != std::string_view::npos)
			throw Uncertain{};
		out_.append(whole);
	}

	void character_data() {
		std::string_view const whole = take_through("]]>", 9);
		if (leaf_ == nullptr)
			out_.append(whole);
		else
			text_.append(whole.substr(9, whole.size() - 12));
	}

	void text() {
		std::string_view const raw = take(std::min(rest_.find('<'), rest_.size()));
		if (leaf_ == nullptr)
			out_.append(raw);
		else
			append_unescaped(raw, text_);
	}

	// The text of an element up to here, in one piece, whatever it was made of.
	void flush() {
		std::size_t const start = text_.find_first_not_of(spaces);
		if (start != std::string::npos) {
			std::size_t const end = text_.find_last_not_of(spaces) + 1;
			out_.append(text_, 0, start);
			append_escaped(masked(*leaf_, text_.substr(start, end - start), row_), out_);
			out_.append(text_, end);
		} else {
			out_.append(text_);
		}
		text_.clear();
	}

	void end_element() {
		flush();
		std::string_view const whole = take_through(">", 2);
		std::string_view name = whole.substr(2, whole.size() - 3);
		name = name.substr(0, name.find_first_of(spaces));
		if (way_.empty() || *way_.back().name != without_prefix(name))
			throw Uncertain{};
		way_.pop_back();
		out_.append(whole);
		leaf_ = found();
	}

	void begin_element() {
		flush();
		std::size_t const name_end = rest_.find_first_of(" \t\r\n/>");
		if (name_end == std::string_view::npos || name_end == 1)
			throw Uncertain{};
		std::string_view const name = take(name_end).substr(1);
		out_.append(1, '<').append(name);
		way_.push_back({std::string{without_prefix(name)}, any_index});
		for (;;) {
			out_.append(take(std::min(rest_.find_first_not_of(spaces), rest_.size())));
			if (rest_.starts_with('>')) {
				out_.append(take(1));
				break;
			}
			if (rest_.starts_with("/>")) {
				out_.append(take(2));
				way_.pop_back();
				break;
			}
			attribute();
		}
		leaf_ = found();
	}

	void attribute() {
		std::size_t const equals = rest_.find_first_of("=<>");
		if (equals == std::string_view::npos || rest_[equals] != '=')
			throw Uncertain{};
		std::string_view const before = take(equals + 1);
		std::string_view const name = before.substr(0, before.find_first_of(" \t\r\n="));
		out_.append(before).append(take(std::min(rest_.find_first_not_of(spaces), rest_.size())));
		if (!rest_.starts_with('"') && !rest_.starts_with('\''))
			throw Uncertain{};
		std::string_view const quoted = take_through(rest_.substr(0, 1), 1);
		Leaf const *leaf = nullptr;
		if (name != "xmlns" && !name.starts_with("xmlns:")) {
			way_.push_back({"@" + std::string{without_prefix(name)}, any_index});
			leaf = found();
			way_.pop_back();
		}
		if (leaf == nullptr) {
			out_.append(quoted);
			return;
		}
		std::string value;
		append_unescaped(quoted.substr(1, quoted.size() - 2), value);
		out_.push_back(quoted.front());
		append_escaped(masked(*leaf, value, row_), out_);
		out_.push_back(quoted.front());
	}

	Leaves const &leaves_;
	std::string_view rest_;
	Row const &row_;
	std::vector<Step> way_;
	Leaf const *leaf_; // that masks texts here; nullptr: they stay
	std::string text_; // of the element, that is masked
	std::string out_;
};

} // namespace

XmlMask::XmlMask(Leaves leaves) : leaves_{std::move(leaves)} {
	for (Leaf &leaf : leaves_.all()) {
		for (Step const &step : leaf.path)
			if (step.name ? step.name->find(':') != std::string::npos : step.index != any_index)
				throw Error(sqlstate::invalid_parameter_value,
							"paths into xml are names of elements, without indexes and prefixes", {},
							"Write order.customer.email, or order.customer.@id for an attribute.");
		std::erase_if(leaf.path, [](Step const &step) { return !step.name; }); // all elements of a name match anyway
	}
}

std::string XmlMask::operator()(std::string_view document, Row const &row) const {
	try {
		return Walk{leaves_, document, row}.run();
	} catch (Uncertain const &) {
		return std::string{uncertain};
	}
}

} // namespace confiture::mask
