/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one
/// name of another.
package func editDistance(_ first: String, _ second: String) -> Int {
    let source = Array(first.utf8)
    let target = Array(second.utf8)
    var rows = [Array(0...target.count)]
    for row in 0..<source.count {
        var distances = [row + 1]
        for column in 0..<target.count {
            let isEqual = source[row] == target[column]
            var best = min(
                rows[row][column] + (isEqual ? 0 : 1),
                rows[row][column + 1] + 1,
                distances[column] + 1)
            if row > 0, column > 0, source[row] == target[column - 1],
                source[row - 1] == target[column]
            {
                best = min(best, rows[row - 1][column - 1] + 1)
            }
            distances.append(best)
        }
        rows.append(distances)
    }
    return rows[source.count][target.count]
}
