# The same two joins with data.table, by whole columns: no function is called for each person.
#
#     Rscript peers.R join FOLDER NAME     FOLDER/NAME.csv: person, benefit, from, until, days as whole numbers
#     Rscript peers.R horizons FOLDER      FOLDER/runs.csv and FOLDER/spells.csv, likewise
#
# One thread unless R_DATATABLE_NUM_THREADS says another number. The tables are in memory before the watch starts; the second
# of two runs counts. Prints one line of JSON.
suppressMessages(library(data.table))
words <- commandArgs(trailingOnly = TRUE)
folder <- words[2]
threads <- as.integer(Sys.getenv("R_DATATABLE_NUM_THREADS", "1"))
invisible(setDTthreads(threads))

# Adding a month to the last day of a longer one gives the last day of the shorter.
months_later <- function(days, months) {
    first <- min(days)
    all <- as.POSIXlt(as.Date(first:max(days), origin = "1970-01-01"), tz = "UTC")
    target <- all$year * 12L + all$mon + months
    month_start <- function(at) as.integer(as.Date(ISOdate(1900 + at %/% 12, at %% 12 + 1, 1, tz = "UTC")))
    table <- pmin(month_start(target) + all$mday - 1L, month_start(target + 1L) - 1L)
    as.integer(table)[days - first + 1L]
}

join <- function(payments) {
    rows <- payments[order(person, benefit, from)]
    key <- rows$person * 8 + rows$benefit
    # Later keys are moved so far up that a running maximum of the whole column starts anew with each.
    number <- rleidv(key) * 100000
    reach <- cummax(number + rows$until)
    start <- which(c(TRUE, number[-1] + rows$from[-1] > reach[-length(reach)] + 28))
    last <- c(start[-1] - 1L, nrow(rows))
    data.table(person = rows$person[start], benefit = rows$benefit[start], from = rows$from[start],
               until = as.integer(reach[last] - number[last]))
}

horizons <- function(runs, spells, covered_until) {
    ended <- spells[until + 29L <= covered_until]
    last <- ended$until - 1L
    found <- lapply(c(1L, 3L, 6L, 12L), function(months) {
        ends <- data.table(id = seq_len(nrow(ended)), person = ended$person, benefit = ended$benefit, day = months_later(last, months))
        hits <- runs[ends, on = .(person, from <= day, until > day), nomatch = NULL, allow.cartesian = TRUE,
                     .(id = i.id, benefit = i.benefit, paid = x.benefit)]
        first <- hits[, .(benefit = benefit[1L], paid = min(paid)), by = id]
        rbind(first[, .N, by = .(benefit, paid)],
              ends[, .N, by = .(benefit, paid = fifelse(day < covered_until, 98L, 99L))])[, months := months]
    })
    rbindlist(found)
}

read <- function(name) fread(file.path(folder, paste0(name, ".csv")), colClasses = "integer")
watch <- function(work) {
    if (Sys.getenv("COLD") != "1") work()
    invisible(gc())
    took <- system.time(done <- work())
    list(done = done, seconds = took[["elapsed"]], processor = sum(took[c("user.self", "sys.self")]))
}
peak <- function() {
    line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
    as.numeric(gsub("[^0-9]", "", line)) * 1024 / 1e6
}
number <- function(value) format(value, scientific = FALSE, digits = 22, trim = TRUE)
print_line <- function(what, took, ...) {
    more <- list(...)
    cat(sprintf('{"what": "%s", "tool": "data.table", "threads": %d, "seconds": %.4f, "processor_seconds": %.4f, "peak_mb": %.0f, %s}\n',
                what, threads, took$seconds, took$processor, peak(), paste0('"', names(more), '": ', more, collapse = ", ")))
}

if (words[1] == "join") {
    began <- proc.time()[["elapsed"]]
    payments <- read(words[3])
    reading <- proc.time()[["elapsed"]] - began
    took <- watch(function() join(payments))
    spells <- took$done
    # Sums beyond 2^53 are added in two parts, since a number here is a double.
    parts <- spells[, .(high = sum((person + 1) %/% 1000 * until), low = sum((person + 1) %% 1000 * until + benefit * from))]
    print_line("join", took, order = sprintf('"%s"', words[3]), rows = nrow(payments), read_seconds = reading, spells = nrow(spells),
               days = number(sum(as.numeric(spells$until - spells$from))), check_high = number(parts$high), check_low = number(parts$low))
} else {
    runs <- read("runs")
    spells <- read("spells")
    took <- watch(function() horizons(runs, spells, as.integer(as.Date("2026-05-31"))))
    of <- took$done
    answer <- unlist(lapply(c(1, 3, 6, 12), function(k) lapply(0:7, function(ended) {
        n <- function(codes) sapply(codes, function(code) sum(of[months == k & benefit == ended & paid == code]$N))
        paid <- n(0:7)
        c(paid, n(98) - sum(paid), n(99))
    })))
    print_line("horizons", took, rows = nrow(runs), answer = paste0("[", paste(number(answer), collapse = ", "), "]"))
}
