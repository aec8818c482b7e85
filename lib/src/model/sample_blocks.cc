#include "model/sample_blocks.h"

#include <algorithm>
#include <utility>

#include "kernel/machine.h"
#include "kernel/rows_ahead.h"

namespace ravine {
namespace {

// How samples are cut into chunks. They are few, so that a gradient per chunk takes little memory.
// Each has enough work, in multiplications, that handing it to a thread costs next to nothing. But
// none has more samples than kMostSamplesAChunk, so that 1,000 machines have work where there are
// 10^9 samples. A chunk's gradient is then less than a thousandth of its samples' memory still.
constexpr Index kMostSamplesAChunk = 131072;
constexpr Index kMostChunks = 64;
constexpr Index kLargeModel = 4096;  // and from that dimension on half as many
constexpr Index kSmallestWork = 65536;
constexpr Index kChunkStep = 16;

// A chunk of a mini-batch has at least so many multiplications in each of its two products, some
// 10 us. It also has so many per parameter, because its own gradient is written, read and added
// once for each of them. With a perceptron 784-64-10, one more chunk costs as much as 5 samples.
constexpr Index kSmallestBatchWork = 131072;
constexpr Index kUsesOfParameter = 32;

constexpr Index kBlockStep = kSingleRows;  // the most rows that a kernel takes at a time

Index round_up(Index n, Index step) { return (n + step - 1) / step * step; }

Index rows_a_block(const Features& features, bool single_output) {
  const Index row = static_cast<Index>(features.bytes()) / features.rows();
  const Index bytes = single_output ? kBlockBytes : kStripBlockBytes;
  const Index rows = bytes / std::max<Index>(row, 1) / kBlockStep * kBlockStep;
  return std::clamp(rows, kBlockStep, kMostBlockRows);
}

// The multiplications of a product with one sample. Upper layers count as sparse as the features,
// which makes no difference to how a sum is cut.
Index work_a_sample(const Features& features, Index dimension) {
  const double share = static_cast<double>(features.entries()) /
                       static_cast<double>(features.rows() * features.cols());
  return std::max(static_cast<Index>(share * static_cast<double>(dimension)), Index{1});
}

// The samples in chunks small enough for any executor, by their number and the model's size.
Chunks cut(Index samples, Index dimension) {
  const Index few = dimension < kLargeModel ? kMostChunks : kMostChunks / 2;
  const Index most = std::max(few, (samples + kMostSamplesAChunk - 1) / kMostSamplesAChunk);
  Chunks chunks = Chunks::of(samples, kSmallestWork / dimension, most);
  chunks.size = round_up(chunks.size, kChunkStep);
  return chunks;
}

// A mini-batch in equal chunks, each worth a thread.
Chunks cut_batch(Index samples, Index work, Index dimension) {
  const Index least = std::max(kSmallestBatchWork, kUsesOfParameter * dimension);
  const Index smallest = (least + work - 1) / work;
  const Index most = dimension < kLargeModel ? kMostChunks : kMostChunks / 2;
  const Index count = std::clamp(samples / smallest, Index{1}, most);
  return {samples, round_up((samples + count - 1) / count, kBlockStep)};
}

// A chunk's row i is the (i / kStreams)-th of run i % kStreams; what the runs leave comes last.
std::vector<Index> order_of_streams(const Chunks& chunks) {
  std::vector<Index> order;
  order.reserve(static_cast<std::size_t>(chunks.n));
  for (Index chunk = 0; chunk < chunks.count(); ++chunk) {
    const Index begin = chunks.begin(chunk);
    const Index count = chunks.end(chunk) - begin;
    const Index run = count / kStreams;
    for (Index i = 0; i < count; ++i) {
      order.push_back(begin + (i < run * kStreams ? i % kStreams * run + i / kStreams : i));
    }
  }
  return order;
}

}  // namespace

SampleBlocks::SampleBlocks(const Features& features, VectorXd targets, Index dimension)
    : features_(features),
      targets_(std::move(targets)),
      dimension_(dimension),
      work_(work_a_sample(features, dimension)),
      block_rows_(rows_a_block(features, dimension <= features.cols() + 1)),
      exceeds_cache_(features.bytes() > kCacheBytes) {
  const Chunks chunks = cut(features.rows(), dimension);
  if (features.sparse() || chunks.count() == 1) return;
  order_ = order_of_streams(chunks);
  targets_in_order_ = targets_(order_);
  if (!features.in_file()) return;
  for (Index i = 0; i < chunks.n; ++i) {
    order_[static_cast<std::size_t>(i)] -= i / chunks.size * chunks.size;
  }
}

Samples SampleBlocks::all() const {
  const VectorXd& targets = order_.empty() ? targets_ : targets_in_order_;
  return {cut(features_.rows(), dimension_), order_, {}, targets.data()};
}

Samples SampleBlocks::of(const Batch& batch) const {
  const auto begin = static_cast<std::size_t>(batch.terms.data() - batch.epoch.data());
  return {cut_batch(static_cast<Index>(batch.terms.size()), work_, dimension_), batch.terms,
          batch.epoch.subspan(begin + batch.terms.size()), nullptr};
}

Rows SampleBlocks::rows(const Samples& samples, Index begin, const BlockMemory& memory) const {
  const Chunks& chunks = samples.chunks;
  const Index chunk = begin / chunks.size;
  const Index end = std::min(begin + block_rows_, chunks.end(chunk));
  const bool in_window = features_.in_file();
  const Features& features = in_window ? memory.window : features_;
  // A mini-batch lies in its window in its own order.
  if (samples.order.empty() || (in_window && samples.targets == nullptr)) {
    const Index first = in_window ? chunks.begin(chunk) : 0;
    return {features, begin - first, end - first};
  }
  return {features, samples.order.subspan(static_cast<std::size_t>(begin),
                                          static_cast<std::size_t>(end - begin))};
}

void SampleBlocks::open_window(const Samples& samples, Index chunk, BlockMemory& memory) const {
  const Index begin = samples.chunks.begin(chunk);
  const Index end = samples.chunks.end(chunk);
  memory.window = {};  // before the next one is opened, since both may be large
  memory.window =
      samples.targets != nullptr
          ? features_.window(begin, end)
          : features_.gathered(samples.order.subspan(static_cast<std::size_t>(begin),
                                                     static_cast<std::size_t>(end - begin)));
}

// Behind the last block of a chunk comes the first of the next chunk, if the same thread takes
// both. With one thread it always does. OpenMP hands chunks out one by one, and so it seldom does.
Rows SampleBlocks::behind(const Samples& samples, Index end, const BlockMemory& memory) const {
  if (end < samples.chunks.n) return rows(samples, end, memory);
  const auto most = static_cast<std::size_t>(block_rows_);
  return {features_, samples.next.first(std::min(samples.next.size(), most))};
}

// Two more things are not in cache: the places of the rows of the block behind the next, and the
// targets of the next block. Inlined, for the reason that rows_ahead.h gives.
[[gnu::always_inline]] inline void SampleBlocks::ask_for_what_follows(const Samples& samples,
                                                                      Index end) const {
  if (!samples.order.empty()) {
    const Index* const order = samples.order.data() + end + block_rows_;
    for (Index i = 0; i < block_rows_; i += kLineNumbers<Index>) ask_for_line(order + i);
  }
  if (samples.targets != nullptr) {
    for (Index i = 0; i < block_rows_; i += kLineNumbers<double>) {
      ask_for_line(samples.targets + end + i);
    }
  } else if (end == samples.chunks.n) {
    const auto count = static_cast<std::size_t>(std::min(end, block_rows_));
    for (const Index term : samples.next.first(std::min(samples.next.size(), count))) {
      ask_for_line(targets_.data() + term);
    }
  }
}

SampleBlock SampleBlocks::block(const Samples& samples, Index begin, BlockMemory& memory) const {
  Rows here = rows(samples, begin, memory);
  const Index end = begin + here.count();
  VectorXd& gathered = memory.targets;
  if (features_.in_file()) {
    const bool more = end % samples.chunks.size != 0 && end < samples.chunks.n;
    if (more) here = here.before(rows(samples, end, memory));
  } else if (exceeds_cache_) {
    here = here.before(behind(samples, end, memory));
    ask_for_what_follows(samples, end);
  }
  if (samples.targets != nullptr) return {here, {samples.targets + begin, here.count()}};
  if (gathered.size() < here.count()) gathered.resize(block_rows_);
  for (Index i = begin; i < end; ++i) {
    gathered[i - begin] = targets_[samples.order[static_cast<std::size_t>(i)]];
  }
  return {here, {gathered.data(), here.count()}};
}

}  // namespace ravine
