#include "parallel/ranks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string_view>

#include "parallel/backend.h"

#if defined(RAVINE_MPI)
#include <mpi.h>
#endif

namespace ravine {
namespace {

/// A number that mpirun, of Open MPI or of MPICH and its kin, puts into the environment. What Slurm
/// says of an allocation, it says to programs that run alone in it too.
int told(std::initializer_list<const char*> names, int otherwise) {
  for (const char* name : names) {
    if (const char* const text = std::getenv(name)) return std::atoi(text);
  }
  return otherwise;
}

#if defined(RAVINE_MPI)

/// Starts MPI where the program has not, and then ends it with the program.
void start() {
  int started = 0;
  MPI_Initialized(&started);
  if (started != 0) return;
  int provided = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) {
    throw std::runtime_error("backend 'mpi': MPI did not start");
  }
  std::atexit([] {
    int ended = 0;
    MPI_Finalized(&ended);
    if (ended == 0) MPI_Finalize();
  });
}

/// Where parts of these lengths begin, one after the other, and where the last one ends.
std::vector<int> begins_of(const std::vector<int>& lengths) {
  std::vector<int> begins{0};
  for (const int length : lengths) begins.push_back(begins.back() + length);
  return begins;
}

/// Every rank's text, one after the other.
std::vector<std::string> gathered(const std::string& own, int size) {
  std::vector<int> lengths(static_cast<std::size_t>(size));
  const int length = static_cast<int>(own.size());
  MPI_Allgather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, MPI_COMM_WORLD);
  const std::vector<int> begins = begins_of(lengths);
  std::string all(static_cast<std::size_t>(begins.back()), '\0');
  MPI_Allgatherv(own.data(), length, MPI_CHAR, all.data(), lengths.data(), begins.data(), MPI_CHAR,
                 MPI_COMM_WORLD);
  std::vector<std::string> texts;
  for (int rank = 0; rank < size; ++rank) {
    const auto at = static_cast<std::size_t>(rank);
    texts.push_back(
        all.substr(static_cast<std::size_t>(begins[at]), static_cast<std::size_t>(lengths[at])));
  }
  return texts;
}

std::string what(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

#endif

}  // namespace

int rank_of_process() { return told({"OMPI_COMM_WORLD_RANK", "PMI_RANK"}, 0); }
int ranks_of_job() { return told({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}, 1); }

void on_first_rank(const std::function<void()>& task) {
  if (ranks_of_job() == 1) return task();
  Ranks(1).once({}, task);
}

#if defined(RAVINE_MPI)

bool has_ranks() { return true; }

void end_job(int status) {
  int started = 0;
  int ended = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&ended);
  if (started != 0 && ended == 0) MPI_Abort(MPI_COMM_WORLD, status);
}

Ranks::Ranks(int threads_each)
    : inner_(make_executor(threads_each == 1 ? "serial" : "tbb", threads_each)) {
  start();
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

// Task i falls to rank i % size, so that neighbours, which often take as long, fall to all ranks. A
// rank's message is its values and how many of its tasks threw.
void Ranks::share(std::span<double> values, std::vector<std::exception_ptr>& thrown,
                  const std::function<double(Eigen::Index task, int worker)>& value) const {
  const auto count = static_cast<Eigen::Index>(values.size());
  const Eigen::Index each = (count + size_ - 1) / size_;
  thrown.assign(values.size(), nullptr);
  std::vector<double> own(static_cast<std::size_t>(each) + 1, 0.0);
  const Eigen::Index mine = (count - rank_ + size_ - 1) / size_;
  inner_->run(mine, [&](Eigen::Index k, int worker) {
    const Eigen::Index task = k * size_ + rank_;
    try {
      own[static_cast<std::size_t>(k)] = value(task, worker);
    } catch (...) {
      thrown[static_cast<std::size_t>(task)] = std::current_exception();
    }
  });
  std::string told;  // task and text of what was thrown here, each ended by a zero
  for (std::size_t task = 0; task < values.size(); ++task) {
    if (!thrown[task]) continue;
    own.back() += 1.0;
    told += fmt::format("{}", task) + '\0' + what(thrown[task]) + '\0';
  }
  std::vector<double> all(own.size() * static_cast<std::size_t>(size_));
  const int length = static_cast<int>(own.size());
  MPI_Allgather(own.data(), length, MPI_DOUBLE, all.data(), length, MPI_DOUBLE, MPI_COMM_WORLD);
  double failures = 0.0;
  for (int rank = 0; rank < size_; ++rank) {
    const double* const theirs = all.data() + static_cast<std::size_t>(rank) * own.size();
    for (Eigen::Index task = rank; task < count; task += size_) {
      values[static_cast<std::size_t>(task)] = theirs[task / size_];
    }
    failures += theirs[each];
  }
  if (failures == 0.0) return;
  const std::vector<std::string> texts = gathered(told, size_);
  for (int rank = 0; rank < size_; ++rank) {
    std::string_view left = texts[static_cast<std::size_t>(rank)];
    while (rank != rank_ && !left.empty()) {
      const auto next = [&left] {
        const std::string word(left.substr(0, left.find('\0')));
        left.remove_prefix(word.size() + 1);
        return word;
      };
      const std::size_t task = std::stoul(next());
      thrown[task] =
          std::make_exception_ptr(std::runtime_error(fmt::format("rank {}: {}", rank, next())));
    }
  }
}

// A rank's message is its values and a 1 where it has thrown.
void Ranks::gather(std::span<double> values, const std::vector<Eigen::Index>& lengths,
                   const std::exception_ptr& thrown) const {
  std::vector<int> counts;
  for (const Eigen::Index length : lengths) counts.push_back(static_cast<int>(length) + 1);
  const std::vector<int> begins = begins_of(counts);
  // What is in front of a rank's values in `values` is less by a 1 for each rank before.
  const auto part = [&](int rank) {
    const auto at = static_cast<std::size_t>(rank);
    return values.subspan(static_cast<std::size_t>(begins[at] - rank),
                          static_cast<std::size_t>(lengths[at]));
  };
  const std::span<double> mine = part(rank_);
  std::vector<double> own(mine.begin(), mine.end());
  own.push_back(thrown ? 1.0 : 0.0);
  std::vector<double> all(static_cast<std::size_t>(begins.back()));
  MPI_Allgatherv(own.data(), static_cast<int>(own.size()), MPI_DOUBLE, all.data(), counts.data(),
                 begins.data(), MPI_DOUBLE, MPI_COMM_WORLD);
  bool failed = false;
  for (int rank = 0; rank < size_; ++rank) {
    const std::span<double> theirs = part(rank);
    const double* const told = all.data() + begins[static_cast<std::size_t>(rank)];
    std::copy_n(told, theirs.size(), theirs.begin());
    failed = failed || told[theirs.size()] != 0.0;
  }
  if (!failed) return;
  const std::vector<std::string> texts = gathered(thrown ? what(thrown) + ' ' : "", size_);
  if (thrown) std::rethrow_exception(thrown);
  const auto first =
      std::find_if(texts.begin(), texts.end(), [](const auto& t) { return !t.empty(); });
  throw std::runtime_error(
      fmt::format("rank {}: {}", first - texts.begin(), first->substr(0, first->size() - 1)));
}

void Ranks::once(std::span<double> values, const std::function<void()>& fill) const {
  std::exception_ptr thrown;
  std::string told;
  if (rank_ == 0) {
    try {
      fill();
    } catch (...) {
      thrown = std::current_exception();
      told = what(thrown) + ' ';  // a text without letters still tells
    }
  }
  auto length = static_cast<unsigned long>(told.size());
  MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG, 0, MPI_COMM_WORLD);
  if (length == 0) {
    MPI_Bcast(values.data(), static_cast<int>(values.size()), MPI_DOUBLE, 0, MPI_COMM_WORLD);
    return;
  }
  told.resize(length);
  MPI_Bcast(told.data(), static_cast<int>(length), MPI_CHAR, 0, MPI_COMM_WORLD);
  if (thrown) std::rethrow_exception(thrown);
  told.pop_back();
  throw std::runtime_error("rank 0: " + told);
}

#else

bool has_ranks() { return false; }

void end_job(int) {}

Ranks::Ranks(int threads_each) : inner_(make_executor("serial", threads_each)) {
  throw std::invalid_argument(
      "backend 'mpi': expected a build with MPI; cmake --preset mpi makes one (on Debian: apt-get "
      "install libopenmpi-dev)");
}

void Ranks::share(std::span<double>, std::vector<std::exception_ptr>&,
                  const std::function<double(Eigen::Index, int)>&) const {}

void Ranks::gather(std::span<double>, const std::vector<Eigen::Index>&,
                   const std::exception_ptr&) const {}

void Ranks::once(std::span<double>, const std::function<void()>&) const {}

#endif

}  // namespace ravine
