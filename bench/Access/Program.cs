using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using MeetingIntel.Bench.Access;
using MeetingIntel.Testing.Postgres;

// What all checks cost: the product with its door, policies and limits, and the same without them, take turns.
//   dotnet exec MeetingIntel.Bench.Access.dll [rounds] [seconds] [engine]
const int Clients = 16;

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 12;
var length = TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5);
var engine = args.Length > 2 ? args[2] : "embedded";
var pinning = Pinning.Apply("0", "1");
var directory = Directory.CreateTempSubdirectory("meetingintel-access-").FullName;
await using var postgres = await PostgresServer.StartPrivateAsync();
await using var without = await Subject.StartAsync(postgres, pinning, directory, engine, isChecked: false);
await using var with = await Subject.StartAsync(postgres, pinning, directory, engine, isChecked: true);

Console.WriteLine($"{Checkout.Commit()}, {engine}, {pinning}, {Clients} clients");
(string Name, Func<Subject, int, Task> Request)[] kinds =
[
    ("read a transcript", (subject, number) => GetAsync(subject, $"api/sessions/{SessionOf(subject, number)}/transcript?limit=20")),
    ("read a session", (subject, number) => GetAsync(subject, $"api/sessions/{SessionOf(subject, number)}")),
    ("list sessions", (subject, _) => GetAsync(subject, "api/sessions?limit=20")),
    ("add a line", AddLineAsync),
];
foreach (var (name, request) in kinds)
{
    await RunAsync(without, request);
    await RunAsync(with, request);
    List<double> perCpuSecond = [], perSecond = [];
    for (var round = 0; round < rounds; round++)
    {
        await with.SignInAsync();
        // Who comes first changes, so that what drifts does so for both.
        var first = round % 2 == 0 ? without : with;
        var figures = new Dictionary<Subject, (double PerCpu, double PerSecond)> { [first] = await RunAsync(first, request) };
        var second = ReferenceEquals(first, with) ? without : with;
        figures[second] = await RunAsync(second, request);
        perCpuSecond.Add(figures[with].PerCpu / figures[without].PerCpu);
        perSecond.Add(figures[with].PerSecond / figures[without].PerSecond);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} checked / unchecked: {Middle(perSecond)} requests a second, {Middle(perCpuSecond)} for each CPU second of the server"));
}

Directory.Delete(directory, recursive: true);

async Task<(double PerCpu, double PerSecond)> RunAsync(Subject subject, Func<Subject, int, Task> request)
{
    var (requests, cpu, started) = (0, subject.CpuSeconds(), Stopwatch.GetTimestamp());
    await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
    {
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            await request(subject, Interlocked.Increment(ref requests));
        }
    })));
    return (requests / (subject.CpuSeconds() - cpu), requests / Stopwatch.GetElapsedTime(started).TotalSeconds);
}

static string SessionOf(Subject subject, int number) => subject.SessionIds[number % subject.SessionIds.Count];

static async Task GetAsync(Subject subject, string path)
{
    using var answer = await subject.Http.GetAsync(new Uri(path, UriKind.Relative));
    answer.EnsureSuccessStatusCode();
}

static async Task AddLineAsync(Subject subject, int number)
{
    using var answer = await subject.Http.PostAsJsonAsync($"api/sessions/{SessionOf(subject, number)}/transcript", new { text = "One more line of it.", speaker = "Ana" });
    answer.EnsureSuccessStatusCode();
}

static string Middle(List<double> ratios)
{
    ratios.Sort();
    return string.Create(CultureInfo.InvariantCulture, $"{ratios[ratios.Count / 2]:F3} ({ratios[0]:F3} to {ratios[^1]:F3})");
}
