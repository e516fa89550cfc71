import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Holds every file given against PDF/A-3a and PDF/UA-1.
 * Exit 0 if all conform, 1 if one does not, 2 if one cannot be read.
 */
public final class Conformance {
    private static final int CHECKS_SHOWN = 100_000;

    public static void main(String[] files) {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        try {
            System.exit(judge(files) ? 0 : 1);
        } catch (Exception problem) {
            System.err.println("cannot judge: " + problem);
            System.exit(2);
        }
    }

    private static boolean judge(String[] files) throws Exception {
        boolean all = true;
        for (String name : new String[] {"PDFA-3A", "PDFUA-1"}) {
            ValidationProfile profile = load(name);
            for (String file : files) {
                Set<String> broken = brokenRules(file, profile);
                String verdict = broken.isEmpty() ? "conforms" : "BREAKS";
                System.out.println(verdict + " " + name + " " + new File(file).getName());
                broken.forEach(rule -> System.out.println("    " + rule));
                all &= broken.isEmpty();
            }
        }
        return all;
    }

    private static Set<String> brokenRules(String file, ValidationProfile profile) throws Exception {
        Set<String> broken = new TreeSet<>();
        PDFAValidator validator =
            ValidatorFactory.createValidator(profile, CHECKS_SHOWN, false, false, false);
        try (InputStream content = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance()
                 .createParser(content, profile.getPDFAFlavour())) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion made : result.getTestAssertions()) {
                RuleId rule = made.getRuleId();
                if (made.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(rule.getClause() + "-" + rule.getTestNumber() + ": " + made.getMessage());
                }
            }
            if (broken.isEmpty() && !result.isCompliant()) broken.add("not compliant, for a reason not told");
        }
        return broken;
    }

    // veraPDF reads its profiles by JAXB, which the JDK dropped and whose implementation the jar
    // lacks. They are plain XML, so they are read as such and handed over.
    private static ValidationProfile load(String name) throws Exception {
        Element root;
        String path = "/org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream xml = ValidationProfile.class.getResourceAsStream(path)) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml)
                .getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        each(root, "rule").forEach(rule -> rules.add(rule(rule)));
        Set<Variable> variables = new LinkedHashSet<>();
        each(root, "variable").forEach(variable -> variables.add(variable(variable)));
        if (rules.isEmpty()) throw new IllegalStateException("no rules in " + path);
        PDFAFlavour flavour = PDFAFlavour.valueOf(root.getAttribute("flavour"));
        ProfileDetails details = Profiles.profileDetailsFromValues(name, "", "", new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = each(rule, "id").get(0);
        RuleId ruleId = Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"),
            Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred =
            rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
            ruleId,
            rule.getAttribute("object"),
            deferred,
            rule.getAttribute("tags"),
            text(rule, "description"),
            text(rule, "test"),
            Profiles.errorFromValues(text(rule, "message"), List.of()),
            List.of());
    }

    private static Variable variable(Element variable) {
        return Profiles.variableFromValues(
            variable.getAttribute("name"),
            variable.getAttribute("object"),
            text(variable, "defaultValue"),
            text(variable, "value"));
    }

    private static String text(Element parent, String tag) {
        return each(parent, tag).get(0).getTextContent();
    }

    private static List<Element> each(Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) elements.add((Element) found.item(i));
        return elements;
    }
}
