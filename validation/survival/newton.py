"""Newton's steps of Cox's and of Fine and Gray's regression, slowly and by the formulas: what R prints is one of the first.

R stops when a step no longer changes the likelihood by one part in 10^9 (coxph) or the score is below 10^-6 (crr), and prints the
coefficients of then: right to nine digits or so, and not the maximum to all the digits that it prints.
"""

import numpy


def centered(rows):
    """Times, causes and covariates less their means, of rows `after,time,cause,covariates` without truncation."""
    times, causes = (numpy.array([int(row[place]) for row in rows]) for place in (1, 2))
    covariates = numpy.array([[float(value) for value in row[3:]] for row in rows])
    return times, causes, covariates - covariates.mean(0)


def sums(risks, covariates):
    return risks.sum(), risks @ covariates, (covariates * risks[:, None]).T @ covariates


def subsets(risks, covariates, size):
    """The sums over all subsets of a size, of which the risks multiply and the covariates add."""
    n = covariates.shape[1]
    zeroth, first, second = numpy.zeros(size + 1), numpy.zeros((size + 1, n)), numpy.zeros((size + 1, n, n))
    zeroth[0] = 1
    for risk, row in zip(risks, covariates):
        for k in range(size, 0, -1):
            cross = numpy.outer(row, first[k - 1])
            second[k] += risk * (second[k - 1] + cross + cross.T + numpy.outer(row, row) * zeroth[k - 1])
            first[k] += risk * (first[k - 1] + row * zeroth[k - 1])
            zeroth[k] += risk * zeroth[k - 1]
    return zeroth[size], first[size], second[size]


def cox(rows, ties, n_steps):
    """After so many steps from 0: the coefficients, their errors."""
    times, causes, covariates = centered(rows)
    coefficients = numpy.zeros(covariates.shape[1])
    for step in range(n_steps + 1):
        risks = numpy.exp(covariates @ coefficients)
        score, information = 0, 0
        for time in sorted(set(times[causes == 1])):
            here, leave = times >= time, (times == time) & (causes == 1)
            size = leave.sum()
            score = score + covariates[leave].sum(0)
            if ties == "exact":
                parts = [subsets(risks[here], covariates[here], size)]
            else:
                all_here, leaving = sums(risks[here], covariates[here]), sums(risks[leave], covariates[leave])
                shares = numpy.arange(size) / size if ties == "efron" else numpy.zeros(size)
                parts = [[a - share * b for a, b in zip(all_here, leaving)] for share in shares]
            for zeroth, first, second in parts:
                mean = first / zeroth
                score = score - mean
                information = information + second / zeroth - numpy.outer(mean, mean)
        if step < n_steps:
            coefficients = coefficients + numpy.linalg.solve(information, score)
    return coefficients, numpy.sqrt(numpy.diag(numpy.linalg.inv(information)))


def fine_gray(rows, n_steps):
    """After so many steps from 0: the coefficients, their robust errors. Cause 2 competes."""
    times, causes, covariates = centered(rows)
    at_risk = [(times >= time).sum() for time in range(times.max() + 1)]
    lost = [((times == time) & (causes == 0)).sum() for time in range(times.max() + 1)]
    uncensored = numpy.concatenate([[1], numpy.cumprod(1 - numpy.array(lost) / numpy.array(at_risk))])
    exit_times = sorted(set(times[causes == 1]))

    def weights(time):
        taken = (causes == 2) & (times < time)
        return numpy.where(times >= time, 1, numpy.where(taken, uncensored[time] / uncensored[times], 0))

    coefficients = numpy.zeros(covariates.shape[1])
    for step in range(n_steps + 1):
        risks = numpy.exp(covariates @ coefficients)
        information, increments = 0, {}
        for time in exit_times:
            weighted, leave = weights(time) * risks, (times == time) & (causes == 1)
            zeroth, first, second = sums(weighted, covariates)
            mean, hazard = first / zeroth, leave.sum() / zeroth
            information = information + hazard * (second - zeroth * numpy.outer(mean, mean))
            increments[time] = (covariates - mean) * (leave - weighted * hazard)[:, None]
        if step < n_steps:
            coefficients = coefficients + numpy.linalg.solve(information, sum(sum(increments.values())))
    residuals = sum(increments.values())
    for time in sorted(set(times[causes == 0])):
        taken = (causes == 2) & (times < time)
        later = [increments[exit_time][taken].sum(0) for exit_time in exit_times if exit_time >= time]
        change = -sum(later) / at_risk[time] if later else numpy.zeros(len(coefficients))
        residuals[(times == time) & (causes == 0)] += change
        residuals[times >= time] -= change * lost[time] / at_risk[time]
    inverse = numpy.linalg.inv(information)
    return coefficients, numpy.sqrt(numpy.diag(inverse @ residuals.T @ residuals @ inverse))
