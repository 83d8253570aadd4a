#include "parallel.h"
#include "training.h"

namespace transnar {
namespace TRANSNAR_ISA {

void adam(const Adam& task) {
  parallelRange(task.size, 8192, [&](Index begin, Index end) {
    for (Index i = begin; i < end; i += kLanes) {
      const Index lanes = end - i;
      const Vector gradient = loadLanes(task.gradient + i, lanes);
      const Vector first = loadLanes(task.first + i, lanes) * task.beta1 + gradient * task.firstShare;
      const Vector second = loadLanes(task.second + i, lanes) * task.beta2 + gradient * gradient * task.secondShare;
      storeLanes(task.first + i, first, lanes);
      storeLanes(task.second + i, second, lanes);
      const Vector change = first * task.rate / (squareRoot(second * task.secondScale) + task.epsilon);
      storeLanes(task.parameter + i, loadLanes(task.parameter + i, lanes) - change, lanes);
    }
  });
}

}  // namespace TRANSNAR_ISA
}  // namespace transnar
