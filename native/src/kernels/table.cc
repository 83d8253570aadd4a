// The kernels of this translation unit's instruction set.
#include "elementwise.h"
#include "gemm.h"
#include "norm.h"
#include "reduce.h"
#include "training.h"

#define TRANSNAR_TEXT(name) #name
#define TRANSNAR_NAME(name) TRANSNAR_TEXT(name)

namespace transnar {
namespace TRANSNAR_ISA {

extern const Kernels table;
const Kernels table = {TRANSNAR_NAME(TRANSNAR_ISA),
                       kLanes,
                       gemm,
                       binary,
                       unary,
                       activationGradient,
                       reduce,
                       softmax,
                       select,
                       attention,
                       attentionGradient,
                       rmsNorm,
                       rmsNormGradient,
                       layerNorm,
                       layerNormGradient,
                       rotary,
                       crossEntropy,
                       crossEntropyGradient,
                       messages,
                       messagesGradient,
                       triplets,
                       tripletsGradient,
                       maxDot,
                       maxDotGradient,
                       adam,
                       orthogonalise};

}  // namespace TRANSNAR_ISA
}  // namespace transnar
