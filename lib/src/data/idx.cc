#include <fmt/format.h>

#include <array>
#include <numeric>
#include <vector>

#include "data/gzip_file.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

/// The sizes of an IDX file of unsigned bytes.
std::vector<std::uint64_t> read_sizes(GzipFile& file, std::size_t least, std::size_t most) {
  std::array<unsigned char, 4> word{};
  const auto next = [&] {
    if (file.read(word) != word.size()) {
      throw std::invalid_argument(
          fmt::format("{}: expected an IDX header, got too few bytes", file.name()));
    }
    return std::accumulate(word.begin(), word.end(), std::uint64_t{0},
                           [](std::uint64_t sum, unsigned char byte) { return sum * 256 + byte; });
  };
  const std::uint64_t magic = next();
  const std::uint64_t dimensions = magic & 0xffU;
  if ((magic >> 8U) != 0x8U || dimensions < least || dimensions > most) {
    throw std::invalid_argument(
        fmt::format("{}: expected IDX magic 0x0000080{} (unsigned bytes), got 0x{:08x}",
                    file.name(), least, magic));
  }
  std::vector<std::uint64_t> sizes(dimensions);
  for (std::uint64_t& size : sizes) size = next();
  return sizes;
}

/// Refuses what the file cannot hold before memory is asked for; deflate gains 1032:1 at most.
void check_plausible(const GzipFile& file, const std::filesystem::path& path,
                     const std::vector<std::uint64_t>& sizes) {
  double bytes = 1.0;
  for (const std::uint64_t size : sizes) bytes *= static_cast<double>(size);
  if (bytes == 0.0) {
    throw std::invalid_argument(fmt::format("{}: expected at least one pixel, got sizes {}",
                                            file.name(), fmt::join(sizes, " x ")));
  }
  if (bytes > 1100.0 * static_cast<double>(std::filesystem::file_size(path))) {
    throw std::invalid_argument(
        fmt::format("{}: expected the {:.0f} bytes that its header promises, got a file too small",
                    file.name(), bytes));
  }
}

void expect_end(GzipFile& file, std::uint64_t promised, std::uint64_t got) {
  std::array<unsigned char, 1> more{};
  const bool longer = got == promised && file.read(more) != 0;
  if (got != promised || longer) {
    throw std::invalid_argument(
        fmt::format("{}: expected the {} bytes that its header promises, got {}{}", file.name(),
                    promised, longer ? "more than " : "", got));
  }
}

std::filesystem::path labels_beside(const std::filesystem::path& images) {
  std::string name = images.filename().string();
  const std::size_t place = name.find("images-idx3");
  if (place == std::string::npos) {
    throw std::invalid_argument(fmt::format(
        "{}: expected 'images-idx3' in the name, so that the labels can be found beside it",
        images.string()));
  }
  name.replace(place, 11, "labels-idx1");
  return images.parent_path() / name;
}

VectorXd read_labels(const std::filesystem::path& path, std::uint64_t samples) {
  GzipFile file(path);
  const std::uint64_t count = read_sizes(file, 1, 1).front();
  if (count != samples) {
    throw std::invalid_argument(fmt::format("{}: expected a label for each of {} images, got {}",
                                            file.name(), samples, count));
  }
  std::vector<unsigned char> bytes(count);
  expect_end(file, count, file.read(bytes));
  VectorXd labels(static_cast<Index>(count));
  std::copy(bytes.begin(), bytes.end(), labels.begin());
  return labels;
}

// Unsigned bytes with their sizes ahead. The path holds the images; the labels stand beside it,
// "labels-idx1" in the place of "images-idx3".
class Idx final : public Reader {
 public:
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    std::array<unsigned char, 2> bytes{1, 1};
    return file.read(bytes) == 2 && bytes[0] == 0 && bytes[1] == 0;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    GzipFile file(path);
    const std::vector<std::uint64_t> sizes = read_sizes(file, 3, 3);
    check_plausible(file, path, sizes);
    const std::uint64_t width = sizes[1] * sizes[2];
    DataSet data;
    data.origin = path.string();
    data.labels = read_labels(labels_beside(path), sizes[0]);
    RowMatrix features(static_cast<Index>(sizes[0]), static_cast<Index>(width));
    // A few images at a time, so that the bytes take little memory beside the matrix.
    const std::uint64_t batch = std::max<std::uint64_t>(1, (1U << 20U) / width);
    std::vector<unsigned char> bytes(batch * width);
    std::uint64_t got = 0;
    for (std::uint64_t row = 0; row < sizes[0]; row += batch) {
      const std::uint64_t want = std::min(batch, sizes[0] - row) * width;
      const std::size_t part = file.read({bytes.data(), want});
      got += part;
      if (part != want) break;
      double* const out = features.data() + row * width;
      for (std::uint64_t i = 0; i < want; ++i)
        out[i] = options.scale * static_cast<double>(bytes[i]);
    }
    expect_end(file, sizes[0] * width, got);
    data.features = Features(std::move(features));
    return data;
  }
};

}  // namespace

Entry<Reader> idx() {
  return {"idx",
          "unsigned bytes with their sizes ahead, images and labels apart (LeCun, Cortes & Burges "
          "1998)",
          {},
          [](const Parameters&) { return std::make_unique<Idx>(); }};
}

}  // namespace ravine::reader
