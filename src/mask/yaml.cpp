#include "mask/yaml.hpp"

#include <algorithm>
#include <yaml.h>

#include "error.hpp"

namespace confiture::mask {

namespace {

constexpr std::size_t most_nodes = 100000;
constexpr int deepest = 64;

class Document {
	yaml_parser_t parser_{};
	yaml_document_t document_{};
	bool loaded_ = false;

public:
	explicit Document(std::string_view text) {
		if (yaml_parser_initialize(&parser_) == 0)
			throw Error(sqlstate::out_of_memory, "out of memory");
		yaml_parser_set_input_string(&parser_, reinterpret_cast<unsigned char const *>(text.data()), text.size());
		if (yaml_parser_load(&parser_, &document_) == 0) {
			Error error(sqlstate::syntax_error, "rules are not valid YAML",
						std::string(parser_.problem == nullptr ? "" : parser_.problem) + " in line " +
							std::to_string(parser_.problem_mark.line + 1) + ".");
			yaml_parser_delete(&parser_);
			throw error;
		}
		loaded_ = true;
	}
	Document(Document const &) = delete;
	~Document() {
		if (loaded_) {
			yaml_document_delete(&document_);
			yaml_parser_delete(&parser_);
		}
	}

	yaml_node_t *root() { return yaml_document_get_root_node(&document_); }
	yaml_node_t *node(int index) { return yaml_document_get_node(&document_, index); }
};

std::string scalar_text(yaml_node_t const &node) {
	return {reinterpret_cast<char const *>(node.data.scalar.value), node.data.scalar.length};
}

class Builder {
	Document &document_;
	std::size_t nodes_ = 0;

public:
	explicit Builder(Document &document) : document_{document} {}

	Yaml build(yaml_node_t *node, int depth) {
		Yaml result;
		if (node == nullptr)
			return result;
		result.line = node->start_mark.line + 1;
		if (depth > deepest || ++nodes_ > most_nodes)
			throw Error(sqlstate::configuration_limit_exceeded, "rules are nested too deeply or are too many",
						"At most 64 levels and 100000 nodes are read.");
		switch (node->type) {
		case YAML_NO_NODE:
			break;
		case YAML_SCALAR_NODE:
			result.text = scalar_text(*node);
			result.plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
			break;
		case YAML_SEQUENCE_NODE:
			result.kind = Yaml::sequence;
			for (auto const *item = node->data.sequence.items.start; item != node->data.sequence.items.top; ++item)
				result.items.push_back(build(document_.node(*item), depth + 1));
			break;
		case YAML_MAPPING_NODE:
			result.kind = Yaml::mapping;
			for (auto const *pair = node->data.mapping.pairs.start; pair != node->data.mapping.pairs.top; ++pair)
				add_field(result, build(document_.node(pair->key), depth + 1),
						  build(document_.node(pair->value), depth + 1));
			break;
		}
		return result;
	}

private:
	static void add_field(Yaml &mapping, Yaml key, Yaml value) {
		if (key.text != "<<" || !key.plain || value.kind != Yaml::mapping) {
			std::erase_if(mapping.fields, [&](auto const &field) { return field.first == key.text; });
			mapping.fields.emplace_back(std::move(key.text), std::move(value));
			return;
		}
		for (auto &field : value.fields)
			if (mapping.find(field.first) == nullptr)
				mapping.fields.push_back(std::move(field));
	}
};

} // namespace

Yaml const *Yaml::find(std::string_view name) const {
	auto const found = std::ranges::find_if(fields, [&](auto const &field) { return field.first == name; });
	return found == fields.end() ? nullptr : &found->second;
}

std::string Yaml::text_of(std::string_view name) const {
	Yaml const *const field = find(name);
	return field != nullptr && field->kind == scalar && !field->is_null() ? field->text : std::string{};
}

bool Yaml::is_null() const {
	return kind == scalar && plain &&
		   (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

Yaml parse_yaml(std::string_view text) {
	Document document(text);
	return Builder(document).build(document.root(), 0);
}

} // namespace confiture::mask
