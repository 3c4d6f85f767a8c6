#!/usr/bin/perl
# An agent that only writes, in few megabytes, so that hundreds of them fit beside what is measured.
# It comes with git, which needs Perl itself.
#
# It waits for the file BENCH_GO, writes BENCH_EVENTS events at BENCH_RATE a second (0: as fast as it
# can), each with the instant it was written at, and leaves at the end of its input. Its turn does not
# end by itself, what the end of a run costs being another matter, unless BENCH_ENDS is set. Where the
# file BENCH_FLOOD appears meanwhile, the rest comes at once.
use strict;
use warnings;
use Time::HiRes qw(time sleep);

my $events = $ENV{BENCH_EVENTS} // 0;
my $rate   = $ENV{BENCH_RATE} // 0;
my $go     = $ENV{BENCH_GO};
my $flood  = $ENV{BENCH_FLOOD};
my @words  = map { join '', map { chr(97 + ($_ * 7919) % 26) } $_ .. $_ + 3 + $_ % 6 } 1 .. 500;
my @fillers = map {
    my $from = $_;
    substr(join(' ', map { $words[($from * 31 + $_ * 17) % 500] } 1 .. 120), 0, 600)
} 1 .. 32;

sub line {
    my ($number) = @_;
    my $text = sprintf 'at %.3f %s', time * 1000, $fillers[$number % 32];
    my $id   = "toolu_$number";
    my $kind = $number % 4;
    my $rest = qq("parent_tool_use_id":null,"session_id":"00000000-0000-4000-8000-000000000000","uuid":"00000000-0000-4000-8000-000000000001");
    return qq({"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"$id","content":"$text"}]},$rest}\n)
        if $kind % 2;
    my $block = $kind == 0
        ? qq({"type":"text","text":"$text"})
        : qq({"type":"tool_use","id":"$id","name":"Bash","input":{"command":"$text"}});
    return qq({"type":"assistant","message":{"model":"bench","role":"assistant","content":[$block]},$rest}\n);
}

sub out { my ($text) = @_; while (length $text) { $text = substr $text, syswrite(STDOUT, $text) // 0 } }

sleep 0.05 until !defined $go || -e $go;
sleep rand 0.01;
my $began = time;
my $fast  = !$rate;
my $done  = 0;
while ($done < $events) {
    if ($fast) {
        my $many = $events - $done < 64 ? $events - $done : 64;
        out(join '', map { line($done + $_) } 1 .. $many);
        $done += $many;
        next;
    }
    out(line(++$done));
    $fast = 1 if defined $flood && $done % 20 == 0 && -e $flood;
    my $wait = $began + $done / $rate - time;
    sleep $wait if $wait > 0 && !$fast;
}
if ($ENV{BENCH_ENDS}) {
    out(qq({"type":"result","subtype":"success","is_error":false,"duration_ms":1,"result":"done"}\n));
}
1 while sysread STDIN, my $input, 65536;
