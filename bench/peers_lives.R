# How long a million spells last, and by which of three causes they end, with the survival package.
#
#     Rscript peers_lives.R FOLDER      FOLDER/spells.csv: person, benefit, from, until as whole numbers, days since 1970
#
# Lengths and causes are in memory before the watch starts; the second of two runs counts. Prints lines of JSON.
suppressMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
spells <- head(read.csv(file.path(folder, "spells.csv")), 1000000)
ended <- spells$until + 29 <= as.integer(as.Date("2026-05-31"))
time <- spells$until - spells$from
cause <- factor(ifelse(ended, (spells$person + spells$from) %% 3 + 1, 0), levels = 0:3)
days <- c(10, 30, 90, 180, 365)
watch <- function(work) {
    work()
    took <- system.time(done <- work())
    list(done = done, seconds = took[["elapsed"]], processor = sum(took[c("user.self", "sys.self")]))
}
print_line <- function(what, took, answer) {
    line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
    peak <- as.numeric(gsub("[^0-9]", "", line)) * 1024 / 1e6
    whole <- format(floor(answer * 1e8 + 0.5), scientific = FALSE, trim = TRUE)
    cat(sprintf('{"what": "%s", "tool": "survival (R)", "threads": 1, "rows": %d, "seconds": %.4f, "processor_seconds": %.4f, "peak_mb": %.0f, "answer": [%s]}\n',
                what, length(time), took$seconds, took$processor, peak, paste(whole, collapse = ", ")))
}
alone <- watch(function() survfit(Surv(time, ended) ~ 1))
print_line("lives: survival", alone, summary(alone$done, times = days)$surv)
together <- watch(function() survfit(Surv(time, cause) ~ 1))
print_line("lives: incidence", together, c(summary(together$done, times = days)$pstate[, 2:4]))
