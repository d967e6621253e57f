import AllocationCounter
import BrokerCore

/// What one operation of a benchmark costs.
struct Measurement {
    /// The median of the samples.
    let nanoseconds: Double
    /// The best sample: what it costs when nobody disturbs.
    let nanosecondsMin: Double
    /// Calls of malloc and its kin, over all samples.
    let allocations: Double

    private static let warmUps = 2

    /// Runs the benchmark so many times.
    init(_ benchmark: Benchmark, samples: Int) {
        let body = benchmark.prepare()
        for _ in 0..<Self.warmUps { body() }
        var times: [Double] = []
        times.reserveCapacity(samples)
        let allocationsBefore = allocation_count()
        for _ in 0..<samples {
            let start = MonotonicClock.now()
            body()
            let end = MonotonicClock.now()
            times.append(Double(end.nanoseconds - start.nanoseconds))
        }
        let allocations = allocation_count() - allocationsBefore
        times.sort()
        let operations = Double(benchmark.operations)
        nanoseconds = times[samples / 2] / operations
        nanosecondsMin = times[0] / operations
        self.allocations = Double(allocations) / operations / Double(samples)
    }
}
