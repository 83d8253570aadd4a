#include "thread_pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace transnar {
namespace {

using Clock = std::chrono::steady_clock;

// A worker that finds no task spins this long before it sleeps: the gap between two kernels of a training step is
// shorter than waking up a thread takes.
constexpr auto kSpin = std::chrono::microseconds(400);
constexpr int kMostThreads = 256;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// The tasks of one runTasks call. `next` hands out indices; the caller owns it until no worker is inside.
struct Job {
  Task task = nullptr;
  void* context = nullptr;
  Index count = 0;
  std::atomic<Index> next{0};
  std::mutex failureMutex;
  std::exception_ptr failure;

  void work() {
    for (Index i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      try {
        task(context, i);
      } catch (...) {
        std::lock_guard<std::mutex> lock(failureMutex);
        if (!failure) failure = std::current_exception();
      }
    }
  }
};

thread_local bool insideTask = false;

// Threads of JavaScript that share work.
std::atomic<int> shares{0};

// Whether this thread is one of them; a thread that is ended in the middle of its share ends that too.
struct Share {
  bool active = false;

  void set(bool begins) {
    if (begins != active) shares.fetch_add(begins ? 1 : -1);
    active = begins;
  }

  ~Share() { set(false); }
};

thread_local Share share;

class Pool {
 public:
  Pool() { start(defaultCount()); }

  int count() const { return static_cast<int>(workers_.size()) + 1; }

  void resize(int count) {
    std::lock_guard<std::mutex> owner(ownerMutex_);
    stop();
    start(count > 0 ? count : defaultCount());
  }

  void run(Index count, Task task, void* context) {
    std::unique_lock<std::mutex> owner(ownerMutex_, std::defer_lock);
    const bool alone = insideTask || (share.active && shares.load() >= this->count());
    if (count <= 1 || alone || !owner.try_lock() || workers_.empty()) {
      for (Index i = 0; i < count; i++) task(context, i);
      return;
    }
    Job job;
    job.task = task;
    job.context = context;
    job.count = count;
    publish(&job);
    insideTask = true;
    job.work();
    insideTask = false;
    withdraw();
    if (job.failure) std::rethrow_exception(job.failure);
  }

 private:
  static int defaultCount() {
    if (const char* text = std::getenv("TRANSNAR_THREADS")) {
      const int wanted = std::atoi(text);
      if (wanted >= 1) return wanted < kMostThreads ? wanted : kMostThreads;
    }
    const unsigned cores = std::thread::hardware_concurrency();
    return cores < 1 ? 1 : cores < kMostThreads ? static_cast<int>(cores) : kMostThreads;
  }

  void start(int count) {
    stopping_ = false;
    const int most = count < kMostThreads ? count : kMostThreads;
    for (int i = 1; i < most; i++) workers_.emplace_back([this] { serve(); });
  }

  void stop() {
    {
      std::lock_guard<std::mutex> lock(sleepMutex_);
      stopping_ = true;
      generation_.fetch_add(1);
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  void publish(Job* job) {
    job_.store(job);
    generation_.fetch_add(1);
    if (sleepers_.load() > 0) {
      std::lock_guard<std::mutex> lock(sleepMutex_);
      wake_.notify_all();
    }
  }

  // After this no worker can see the job: one that comes later finds none, one that is inside is waited for.
  void withdraw() {
    job_.store(nullptr);
    for (int spins = 0; inside_.load() > 0; spins++) {
      if (spins < 4096) {
        pause();
      } else {
        std::this_thread::yield();
      }
    }
  }

  void serve() {
    insideTask = true;  // a task that asks for tasks gets them serially
    std::uint64_t seen = 0;
    while (true) {
      seen = await(seen);
      if (stopping_.load()) return;
      inside_.fetch_add(1);
      if (Job* job = job_.load()) job->work();
      inside_.fetch_sub(1);
    }
  }

  // Returns the new generation once it differs from the one seen.
  std::uint64_t await(std::uint64_t seen) {
    const auto deadline = Clock::now() + kSpin;
    for (int spins = 1;; spins++) {
      const std::uint64_t generation = generation_.load();
      if (generation != seen) return generation;
      pause();
      if (spins % 64 == 0 && Clock::now() > deadline) break;
    }
    std::unique_lock<std::mutex> lock(sleepMutex_);
    sleepers_.fetch_add(1);
    wake_.wait(lock, [&] { return generation_.load() != seen; });
    sleepers_.fetch_sub(1);
    return generation_.load();
  }

  std::mutex ownerMutex_;  // held by the thread whose job runs
  std::vector<std::thread> workers_;
  std::atomic<Job*> job_{nullptr};
  std::atomic<std::uint64_t> generation_{0};
  std::atomic<int> inside_{0};
  std::atomic<int> sleepers_{0};
  std::atomic<bool> stopping_{false};
  std::mutex sleepMutex_;
  std::condition_variable wake_;
};

// Never destroyed: workers may still be spinning while the process exits.
Pool& pool() {
  static Pool* instance = new Pool();
  return *instance;
}

}  // namespace

void runTasks(Index count, Task task, void* context) { pool().run(count, task, context); }

int threadCount() { return pool().count(); }

void setShare(bool begins) { share.set(begins); }

void setThreadCount(int count) { pool().resize(count); }

}  // namespace transnar
