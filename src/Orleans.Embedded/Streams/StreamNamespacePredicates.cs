using System.Text.RegularExpressions;
using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>Chooses stream namespaces.</summary>
    public interface IStreamNamespacePredicate
    {
        /// <summary>The choice as text.</summary>
        string PredicatePattern { get; }

        /// <summary>Whether a namespace is chosen.</summary>
        bool IsMatch(string streamNamespace);
    }

    internal sealed class ExactMatchStreamNamespacePredicate(string streamNamespace) : IStreamNamespacePredicate
    {
        public string PredicatePattern => $"namespace:{streamNamespace}";

        public bool IsMatch(string candidate) => string.Equals(streamNamespace, candidate.Trim(), StringComparison.Ordinal);
    }

    internal sealed class AllStreamNamespacesPredicate : IStreamNamespacePredicate
    {
        public string PredicatePattern => "*";

        public bool IsMatch(string streamNamespace) => true;
    }

    internal sealed class RegexStreamNamespacePredicate(string pattern) : IStreamNamespacePredicate
    {
        private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        public string PredicatePattern => $"regex:{pattern}";

        public bool IsMatch(string streamNamespace) => _regex.IsMatch(streamNamespace);
    }
}

namespace Orleans
{
    /// <summary>The grain with the key of a stream is subscribed to it, for all streams of the chosen namespaces.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class ImplicitStreamSubscriptionAttribute : Attribute
    {
        /// <summary>All namespaces.</summary>
        public ImplicitStreamSubscriptionAttribute() => Predicate = new AllStreamNamespacesPredicate();

        /// <summary>One namespace.</summary>
        public ImplicitStreamSubscriptionAttribute(string streamNamespace) => Predicate = new ExactMatchStreamNamespacePredicate(streamNamespace.Trim());

        /// <summary>The namespaces that a class chooses.</summary>
        public ImplicitStreamSubscriptionAttribute(Type predicateType) =>
            Predicate = (IStreamNamespacePredicate)Activator.CreateInstance(predicateType)!;

        /// <summary>The namespaces that a predicate chooses.</summary>
        public ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate) => Predicate = predicate;

        /// <summary>The choice.</summary>
        public IStreamNamespacePredicate Predicate { get; }
    }

    /// <summary>The same, for namespaces that match a regular expression.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class RegexImplicitStreamSubscriptionAttribute(string pattern)
        : ImplicitStreamSubscriptionAttribute(new RegexStreamNamespacePredicate(pattern));
}
